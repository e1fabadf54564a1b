package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reverie.config.Clock;
import dev.reverie.config.SharedFiles;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, as people start and stop it. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS) // which has no SIGTERM
class ServeProcessTest {
  private static final Pattern LIVE =
      Pattern.compile("Reverie is live at (http://127\\.0\\.0\\.1:\\d+/)");

  @TempDir Path cache;
  private final List<Running> started = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private Running start(String... options) throws IOException {
    Running running = new Running(cache, List.of(), options);
    started.add(running);
    return running;
  }

  @AfterEach
  void end() {
    started.forEach(running -> running.process.destroyForcibly());
  }

  @Test
  void itSaysWhereItIsLiveAndEndsOnSigtermWithStreamsOpen() throws Exception {
    Running reverie = start("serve", "--port", "0", "--source", "demo", "--no-browser");
    String url = reverie.awaitUrl();
    HttpResponse<byte[]> snapshot =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "snapshot.jpg")).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(snapshot.statusCode()).isEqualTo(200);
    try (Mat picture = Look.decode(snapshot.body())) {
      assertThat(picture.cols()).isEqualTo(1280);
    }
    List<MjpegStream> viewers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      viewers.add(new MjpegStream(open(url + "stream.mjpg")));
      viewers.get(i).next();
    }
    reverie.terminate();
    assertThat(reverie.out).hasSize(1);
    for (MjpegStream viewer : viewers) {
      viewer.close();
    }
  }

  private HttpResponse<InputStream> open(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  @Test
  void itEndsWhileItsSourceSaysNothingAndNothingWasDreamedYet() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Running reverie =
          start(
              "--port",
              "0",
              "--source",
              "http://127.0.0.1:" + silent.getLocalPort() + "/video",
              "--no-browser");
      try (Socket camera = silent.accept()) {
        assertThat(camera.isConnected()).isTrue(); // the reader now waits inside FFmpeg
        reverie.terminate();
      }
      assertThat(reverie.out).isEmpty();
    }
  }

  @Test
  void itEndsWhileADownloadHangs() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      started.add(
          new Running(
              cache,
              List.of("-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=" + silent.getLocalPort()),
              "--port",
              "0",
              "--source",
              "demo",
              "--model",
              "vgg16",
              "--no-browser"));
      try (Socket proxy = silent.accept()) {
        assertThat(proxy.isConnected()).isTrue(); // and never answered
        Running reverie = started.get(0);
        reverie.awaitUrl(); // dreamnet dreams meanwhile
        reverie.terminate();
      }
    }
  }

  @Test
  void itEndsInTheMiddleOfATickThatTakesForEver() throws Exception {
    Running reverie =
        start(
            "--port",
            "0",
            "--source",
            SharedFiles.path("media/person-640x480-30fps.mkv").toString(),
            "--models-dir",
            SharedFiles.path("models").toString(),
            "--model",
            "vgg16",
            "--size",
            "960",
            "--steps",
            "20",
            "--no-browser");
    TestLive.waiting().until(() -> reverie.err.stream().anyMatch(l -> l.contains("is live")));
    TestLive.waiting().pollDelay(Duration.ofSeconds(3)).until(() -> true);
    reverie.terminate();
    assertThat(reverie.out).isEmpty();
  }

  @Test
  void itEndsDuringStartUpBeforeTheFirstDream() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Running reverie = start("serve", "--port", "" + port, "--source", "demo", "--no-browser");
    TestLive.waiting().pollInterval(Duration.ofMillis(5)).until(() -> listens(port));
    reverie.terminate();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }

  @Test
  void itDreamsOnWhenTheBestEnginesLibraryIsMissing() throws Exception {
    String without =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches("dnnl-.*-.*-.*-.*"))
            .collect(Collectors.joining(File.pathSeparator));
    Running reverie =
        new Running(
            without,
            cache,
            List.of("-XX:TieredStopAtLevel=4"),
            "--port",
            "0",
            "--source",
            "demo",
            "--no-browser");
    started.add(reverie);
    String url = reverie.awaitUrl();
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "api/state")).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode state = new ObjectMapper().readTree(response.body());
    assertThat(state.at("/engine/name").textValue()).isEqualTo("winograd");
    assertThat(state.at("/engine/detail").textValue())
        .contains("instead of onednn: its native library could not be loaded");
    assertThat(state.get("warnings")).hasSize(1);
    assertThat(state.at("/warnings/0/code").textValue()).isEqualTo("engine-failed");
    assertThat(state.at("/warnings/0/message").textValue()).contains("onednn");
    assertThat(state.at("/warnings/0/fix").textValue()).contains("winograd dreams instead");
    assertThat(reverie.err.stream().filter(line -> line.contains("onednn: its native"))).hasSize(1);
    reverie.process.destroy();
  }

  @Test
  void aMistakeIsOneLineOnStandardErrorAndNothingElse() throws Exception {
    Running reverie = start("serve", "--port", "70000");
    assertThat(reverie.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(reverie.process.exitValue()).isEqualTo(2);
    reverie.awaitEnd();
    assertThat(reverie.out).isEmpty();
    assertThat(reverie.err).hasSize(1);
    assertThat(reverie.err.get(0)).contains("port: '70000'", "0 to 65535");
  }

  @Test
  void aPortInUseIsOneLineToo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Running reverie =
          start("--source", "demo", "--no-browser", "--port", "" + taken.getLocalPort());
      assertThat(reverie.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(reverie.process.exitValue()).isEqualTo(1);
      reverie.awaitEnd();
      assertThat(reverie.out).isEmpty();
      assertThat(reverie.err).hasSize(1);
      assertThat(reverie.err.get(0)).contains("in use", "--port");
    }
  }

  @Test
  void beyondLoopbackTheTokenThatWasMadeUpIsPrintedOnceAndWorks() throws Exception {
    Running reverie = start("--port", "0", "--source", "demo", "--no-browser", "--host", "0.0.0.0");
    String url = reverie.awaitUrl();
    List<String> told = reverie.err.stream().filter(l -> l.contains("operator token")).toList();
    assertThat(told).hasSize(1);
    Matcher token = Pattern.compile("operator token ([\\w-]{20,})").matcher(told.get(0));
    assertThat(token.find()).isTrue();
    assertThat(told.get(0)).contains("Authorization: Bearer", "REVERIE_OPERATOR_TOKEN");
    assertThat(patch(url, "")).isEqualTo(401);
    assertThat(patch(url, "Bearer " + token.group(1))).isEqualTo(200);
    reverie.terminate();
  }

  private int patch(String url, String authorization) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "api/controls"))
            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"steps\":2}"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** A process, and what it has said so far. */
  private static final class Running {
    final Process process;
    final List<String> out = new CopyOnWriteArrayList<>();
    final List<String> err = new CopyOnWriteArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    Running(Path cache, List<String> flags, String... options) throws IOException {
      this(System.getProperty("java.class.path"), cache, flags, options);
    }

    Running(String classPath, Path cache, List<String> flags, String... options)
        throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "--add-exports",
                  "java.base/jdk.internal.module=ALL-UNNAMED",
                  "-Dlogback.configurationFile=logback.xml"));
      command.addAll(flags);
      command.addAll(List.of("-cp", classPath, "dev.reverie.app.Main"));
      command.addAll(List.of(options));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("REVERIE_"));
      builder.environment().put("XDG_CACHE_HOME", cache.toString());
      process = builder.start();
      outReader = collect(process.getInputStream(), out);
      errReader = collect(process.getErrorStream(), err);
    }

    private static Thread collect(InputStream from, List<String> to) {
      Thread thread =
          new Thread(
              () -> {
                try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                  lines.lines().forEach(to::add);
                } catch (IOException | UncheckedIOException e) {
                  to.add("(" + e.getMessage() + ")");
                }
              },
              "test-process-output");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    String awaitUrl() {
      TestLive.waiting()
          .untilAsserted(() -> assertThat(out).as("%s", err).anyMatch(this::saysLive));
      Matcher live = LIVE.matcher(out.get(0));
      assertThat(live.matches()).as(out.get(0)).isTrue();
      return live.group(1);
    }

    private boolean saysLive(String line) {
      return line.startsWith("Reverie is live at");
    }

    /** Sends SIGTERM; it has to end within 5 seconds, with status 0. */
    void terminate() throws InterruptedException {
      Clock clock = Clock.system();
      long from = clock.nanoTime();
      process.toHandle().destroy(); // the process's own destroy would close our ends of its pipes
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends: %s", err).isTrue();
      double seconds = (clock.nanoTime() - from) / 1e9;
      awaitEnd();
      assertThat(process.exitValue()).as("%s", err).isZero();
      assertThat(seconds).as("seconds to end: %s", err).isLessThan(5);
      assertThat(err).noneMatch(line -> line.contains("ERROR") || line.contains("Exception"));
    }

    void awaitEnd() throws InterruptedException {
      outReader.join(10_000);
      errReader.join(10_000);
    }
  }
}
