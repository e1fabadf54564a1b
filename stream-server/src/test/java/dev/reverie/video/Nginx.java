package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's nginx with its RTMP module: takes a stream and makes HLS of it. A child process. */
final class Nginx implements AutoCloseable {
  private final Path folder;
  private final Path program = Tools.program("nginx");
  private final int rtmp = Tools.freePort();
  private final int http = Tools.freePort();
  private @Nullable Process process;

  /**
   * Not running yet.
   *
   * @param folder its own
   */
  Nginx(Path folder) throws IOException {
    this.folder = folder;
    Path module = Tools.nginxModule("ngx_rtmp_module.so");
    Files.createDirectories(folder.resolve("www/hls"));
    // One process, so that killing it kills all of it; as root it would change its user.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        load_module %s;
        daemon off;
        master_process off;
        %s
        pid nginx.pid;
        error_log error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path tmp-body;
          proxy_temp_path tmp-proxy;
          fastcgi_temp_path tmp-fastcgi;
          uwsgi_temp_path tmp-uwsgi;
          scgi_temp_path tmp-scgi;
          server {
            listen 127.0.0.1:%d;
            root www;
          }
        }
        rtmp {
          server {
            listen 127.0.0.1:%d;
            application live {
              live on;
              hls on;
              hls_path www/hls;
              hls_fragment 1s;
              hls_playlist_length 20s;
            }
          }
        }
        """
            .formatted(module, user, http, rtmp));
  }

  /** Starts it, or starts it again, and waits until it listens. */
  void start() throws IOException {
    Process started =
        new ProcessBuilder(
                program.toString(),
                "-p",
                folder + "/",
                "-c",
                folder.resolve("nginx.conf").toString(),
                "-e",
                folder.resolve("error.log").toString())
            .directory(folder.toFile()) // the RTMP module's paths are relative to it
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    process = started;
    await()
        .untilAsserted(
            () -> {
              assertThat(started.isAlive())
                  .as("nginx runs; it says: %s", Files.readString(folder.resolve("out.log")))
                  .isTrue();
              new Socket(InetAddress.getLoopbackAddress(), rtmp).close();
              new Socket(InetAddress.getLoopbackAddress(), http).close();
            });
  }

  /** Where a stream of that name goes. */
  String rtmpUrl(String name) {
    return "rtmp://127.0.0.1:" + rtmp + "/live/" + name;
  }

  /** Where it is played from. */
  String hlsUrl(String name) {
    return "http://127.0.0.1:" + http + "/hls/" + name + ".m3u8";
  }

  /** Whether it has made pieces of a stream. */
  boolean hasHls(String name) throws IOException {
    Path list = folder.resolve("www/hls").resolve(name + ".m3u8");
    return Files.exists(list) && Files.readString(list).contains("#EXTINF");
  }

  /** Kills it at once, without a word to its clients, and forgets what it made. */
  void kill() throws IOException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
    try (var made = Files.list(folder.resolve("www/hls"))) {
      for (Path file : made.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Stops or continues it, as a debugger would: its sockets stay open. */
  void signal(String name) throws IOException, InterruptedException {
    Process running = process;
    assertThat(running).isNotNull();
    new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
