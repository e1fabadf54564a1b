package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other people's programs, from the system's packages, that video is tested against. */
final class Tools {
  private static final String PACKAGES = "nginx-light libnginx-mod-rtmp ffmpeg";

  private Tools() {}

  /**
   * A program on the PATH or where administrators' programs are. Without it the test is skipped
   * with the reason, except in CI, where it fails.
   */
  static Path program(String name) {
    List<String> folders =
        Stream.concat(
                Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)),
                Stream.of("/usr/sbin", "/usr/local/sbin"))
            .toList();
    for (String folder : folders) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    throw missing("the program " + name);
  }

  /** A file of nginx's, under the same rules. */
  static Path nginxModule(String name) {
    for (String folder : List.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")) {
      Path module = Path.of(folder, name);
      if (Files.isReadable(module)) {
        return module;
      }
    }
    throw missing("nginx's module " + name);
  }

  private static AssertionError missing(String what) {
    String message = "this test needs " + what + ": install the Debian packages " + PACKAGES;
    if ("true".equals(System.getenv("CI"))) {
      fail(message);
    }
    abort(message);
    return new AssertionError(message);
  }

  /** A TCP port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What a player sees of a file or address. */
  record Probed(String codec, int width, int height, String colours, int frames) {}

  /**
   * Plays the first seconds with Debian's ffprobe.
   *
   * @param seconds how much
   */
  static Probed probe(String address, int seconds) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program("ffprobe").toString(),
                "-v",
                "error",
                "-of",
                "json",
                "-count_frames",
                "-read_intervals",
                "%+" + seconds,
                "-show_entries",
                "stream=codec_name,width,height,color_space,nb_read_frames",
                address)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      JsonNode stream;
      try (var out = process.getInputStream()) {
        stream = new ObjectMapper().readTree(out).path("streams").path(0);
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ffprobe ends").isTrue();
      return new Probed(
          stream.path("codec_name").asText(),
          stream.path("width").asInt(),
          stream.path("height").asInt(),
          stream.path("color_space").asText(),
          stream.path("nb_read_frames").asInt());
    } finally {
      process.destroyForcibly();
    }
  }
}
