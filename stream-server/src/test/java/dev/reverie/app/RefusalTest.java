package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.SharedFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be is said in one line, with what could be, and leaves nothing behind. */
@Timeout(60)
class RefusalTest {
  @TempDir Path folder;
  private Path image = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    image = folder.resolve("picture.png");
    try (Mat picture = Scenes.gradient(96, 64)) {
      Pictures.write(image, picture);
    }
    out = folder.resolve("out.png");
  }

  /** Runs {@code dream} on a good picture with options that are not all good. */
  private Cli dream(Object... options) throws IOException {
    List<Object> words = new ArrayList<>(List.of("dream", image, "-o", out));
    words.addAll(List.of(options));
    Cli cli = Cli.run(words.toArray());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("out.png"));
    }
    return cli;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sevre|unknown argument 'sevre'|did you mean 'serve'?",
        "serve --prot 1|unknown option '--prot'|did you mean '--port'?",
        "--prot=1|unknown option '--prot'|did you mean '--port'?",
        "serve somewhere|unknown argument 'somewhere'|serve --help",
        "serve --port 70000|port: '70000'|from 0 to 65535",
        "--port -1|port: '-1'|from 0 to 65535",
        "--port http|port: 'http'|from 0 to 65535",
        "serve --port|--port|serve --help",
        "serve --steps 21|steps: '21'|from 1 to 20",
        "serve --engine cuda|engine: 'cuda'|auto, onednn, winograd, nd4j",
        "serve --precision half|precision: 'half'|auto, float32, bfloat16",
        "serve --source demo --port 0 --engine winograd --precision bfloat16|'bfloat16'|float32",
        "serve --mirror=perhaps|mirror: 'perhaps'|on or off",
        "serve --rotate 45|rotate: '45'|90",
        "serve --aspect wide|aspect|16:9",
        "serve --source nowhere.mp4 --port 0|source: 'nowhere.mp4'|no such file",
        "serve --source htp://camera --port 0|source|did you mean 'http'?",
        "serve --source camera:front --port 0|source: 'camera:front'|number",
        "serve --source demo --port 0 --model vg16|model: 'vg16'|did you mean 'vgg16'?",
        "serve --source demo --port 0 --model googlenet|googlenet|put googlenet.safetensors",
        "serve --source demo --port 0 --layer tendrill|layer: 'tendrill'|'tendrils'",
        "serve --source demo --port 0 --models-dir no/such|models-dir: 'no/such'|folder",
        "dream|Missing required|dream --help",
        "bench|bench needs the name of a measurement|step",
        "bench steep|unknown argument 'steep'|did you mean 'step'?",
        "bench live --seconds 0|seconds: '0'|from 1 to 86400",
        "bench live --busy many|busy: 'many'|from 0 to 64",
        "bench live --pairs 301|pairs: '301'|from 0 to 300",
        "bench live --alone -1|alone: '-1'|from 0 to 300",
        "bench live --stills no/such|stills: 'no/such'|a folder that exists",
        "bench live --source nowhere.mp4|source: 'nowhere.mp4'|no such file",
        "bench live --source demo --model vg16|model: 'vg16'|did you mean 'vgg16'?",
        "bench live --source demo --layer tendrill|layer: 'tendrill'|'tendrils'",
        "bench live --fps 61|fps: '61'|from 1 to 60",
        "bench step --runs 2|runs: '2'|from 3 to 10000",
        "bench step --runs many|runs: 'many'|from 3 to 10000",
        "bench step --size 1x1|size: '1x1'|32 to 8192",
        "bench step --engine cudnn|engine: 'cudnn'|nd4j",
        "bench step --engine nd4j --precision bfloat16|precision: 'bfloat16'|float32",
        "bench step --precision half|precision: 'half'|float32",
        "bench step --busy 65|busy: '65'|from 0 to 64",
        "models lst|models: 'lst'|did you mean 'list'?",
        "models fetch vgg61|model: 'vgg61'|did you mean 'vgg16'?",
        "verify|Missing required|CASE",
        "doctor --everything|unknown option '--everything'|doctor --help"
      })
  void aMistakeOnTheCommandLineIsNamedWithTheWayOut(String line, String named, String wayOut) {
    Cli.in(Map.of("XDG_CACHE_HOME", folder.toString()), (Object[]) line.split(" "))
        .refused(2, named, wayOut);
  }

  @Test
  void aStillRefusesWhatItCannotDo() throws IOException {
    dream("--size", "640").refused(2, "size: '640'", "WIDTHxHEIGHT", "for example 640x480");
    dream("--size", "9000x10").refused(2, "size: '9000x10'", "32 to 8192");
    dream("--steps", 0).refused(2, "steps: '0'", "1 to 20");
    dream("--octave-scale", 1).refused(2, "octave-scale: '1'", "1.1 to 2");
    dream("--objective", "max").refused(2, "objective: 'max'", "mean, l2, channel");
    dream("--model", "vgg19").refused(2, "model: 'vgg19'", "did you mean 'vgg16'?");
    dream("--layer", "eye").refused(2, "layer: 'eye'", "did you mean 'eyes'?");
    dream("--models-dir", folder.resolve("none")).refused(2, "models-dir", "a folder that exists");
    dream("--model", "googlenet", "--models-cache", folder)
        .refused(1, "no weights of googlenet", "put googlenet.safetensors");
    dream("--config", folder.resolve("none.yaml")).refused(2, "none.yaml", "no such file");
    dream("--engine", "nd4j", "--precision", "bfloat16")
        .refused(2, "precision: 'bfloat16'", "nd4j computes in float32 alone");
    dream("--model", "dreamnet", "--model", "dreamnet").refused(2, "--model", "only once");
  }

  @Test
  void aClassifierRefusesLayersAndChannelsItHasNot() throws IOException {
    Path models = SharedFiles.path("models");
    dream("--models-dir", models, "--model", "vgg16", "--layer", "block3_pol")
        .refused(2, "layer: 'block3_pol'", "did you mean 'block3_pool'?");
    dream("--models-dir", models, "--model", "vgg16", "--layer", "block5_pool")
        .refused(2, "layer: 'block5_pool'", "the weights at hand end before it");
    dream("--models-dir", models, "--model", "vgg16", "--objective", "channel", "--channel", 256)
        .refused(2, "channel: '256'", "0 to 255");
    Cli.run(
            "strip",
            image,
            "-o",
            out,
            "--models-dir",
            models,
            "--objective",
            "channel",
            "--channel",
            64)
        .refused(2, "channel: '64'", "0 to 63");
    Cli.run("strip", image, "-o", out, "--models-dir", models, "--layers", "block1_pool,pool2")
        .refused(2, "layer: 'pool2'", "block1_pool");
    Cli.run("strip", image, "-o", out, "--iterations", 0).refused(2, "iterations: '0'", "1 to 100");
    Cli.run("strip", image, "-o", out, "--iterations", 100, "--size", "2000x2000")
        .refused(2, "iterations: '100'", "megapixels");
    Cli.run("strip", image, "-o", out, "--layer", "block1_pool")
        .refused(2, "--layer", "did you mean '--layers'?");
    assertThat(out).doesNotExist();
  }

  @Test
  void weightsThatAreDamagedOrAnothersAreSaidSo() throws IOException {
    Files.writeString(folder.resolve("vgg16.safetensors"), "these are no weights");
    dream("--models-dir", folder, "--model", "vgg16").refused(1, "vgg16.safetensors");
    Files.copy(
        SharedFiles.path("models/squeezenet1.1.safetensors"),
        folder.resolve("googlenet.safetensors"));
    dream("--models-dir", folder, "--model", "googlenet")
        .refused(1, "googlenet.safetensors", "squeezenet1.1");
  }

  @Test
  void withoutNetworkADownloadIsRefusedInAPlainSentence() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    System.setProperty("https.proxyHost", "127.0.0.1");
    System.setProperty("https.proxyPort", Integer.toString(port));
    try {
      Path cache = folder.resolve("cache");
      dream("--model", "vgg16", "--models-cache", cache)
          .refused(1, "no network: could not reach", "connect and try again, or put");
      Cli.run("models", "fetch", "vgg16", "--models-cache", cache)
          .refused(1, "no network: could not reach");
    } finally {
      System.clearProperty("https.proxyHost");
      System.clearProperty("https.proxyPort");
    }
  }

  @Test
  void aPictureThatIsNoneIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "this is a text");
    Path empty = Files.createFile(folder.resolve("empty.png"));
    Path cut = folder.resolve("cut.png");
    Files.write(cut, List.of("\u0089PNG"));
    for (Path file : List.of(text, empty, cut)) {
      Cli.run("dream", file, "-o", out).refused(2, "image: '" + file + "'", "PNG, JPEG");
    }
    Cli.run("dream", folder, "-o", out).refused(2, "image", "a picture file that exists");
    Cli.run("dream", folder.resolve("none.png"), "-o", out).refused(2, "none.png", "exists");
    assertThat(out).doesNotExist();
  }

  @Test
  void anOutputThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException {
    Path nowhere = folder.resolve("no/such/folder/out.png");
    Cli.run("dream", image, "-o", nowhere).refused(2, "output", "a folder that exists");
    Cli.run("dream", image, "-o", folder.resolve("out.gif")).refused(2, "out.gif", ".png");
    Cli.run("dream", image, "-o", folder.resolve("out")).refused(2, "out'", ".png");
    Path directory = Files.createDirectory(folder.resolve("dir.png"));
    Cli.run("dream", image, "-o", directory).refused(2, "dir.png", "folder");
    Cli.run("strip", image, "-o", nowhere).refused(2, "output", "a folder that exists");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sterp: 3|line 1: unknown name 'sterp'|did you mean 'step'?",
        "steps: 99|line 1: steps: '99'|1 to 20",
        "steps: [1, 2]|line 1|a list",
        "steps: 1: 2|line 1|not YAML",
        "just words|line 1|name: value"
      })
  void aBadConfigurationFileIsRefusedWithTheLine(String content, String named, String wayOut)
      throws IOException {
    Path yaml = Files.writeString(folder.resolve("my.yaml"), content + "\n");
    Cli.run("serve", "--config", yaml).refused(2, "my.yaml " + named, wayOut);
    dream("--config", yaml).refused(2, "my.yaml " + named, wayOut);
  }

  @Test
  void aBadVariableIsRefused() {
    Cli.in(Map.of("REVERIE_PROT", "1"), "serve").refused(2, "REVERIE_PROT", "REVERIE_PORT");
    Cli.in(Map.of("REVERIE_PORT", "x"), "serve").refused(2, "REVERIE_PORT: 'x'", "65535");
  }

  @Test
  void aPortInUseIsSaidAndEveryPartIsStoppedAgain() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.run("serve", "--source", "demo", "--no-browser", "--port", taken.getLocalPort())
          .refused(1, "port " + taken.getLocalPort(), "in use", "--port");
    }
    Cli.run("serve", "--source", "demo", "--port", 0, "--no-browser", "--host", "203.0.113.7")
        .refused(1, "203.0.113.7", "not an address of this machine");
    assertNothingRuns();
  }

  @Test
  void aSourceThatHoldsNoPictureIsSaidAndEveryPartIsStoppedAgain() throws IOException {
    Path text = Files.writeString(folder.resolve("video.mp4"), "this is no video");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Cli.run("serve", "--source", text, "--port", port, "--no-browser")
        .refused(2, "source: 'video.mp4'", "a video that FFmpeg can play");
    assertNothingRuns();
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.getLocalPort()).isEqualTo(port);
    }
  }

  private static void assertNothingRuns() {
    TestLive.waiting()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .noneMatch(name -> name.startsWith("reverie-") || name.startsWith("http-")));
  }
}
