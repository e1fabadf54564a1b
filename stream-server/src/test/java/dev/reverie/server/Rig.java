package dev.reverie.server;

import dev.reverie.config.Clock;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** A real server on a free port, with a real hub behind it. */
final class Rig implements AutoCloseable {
  static final Duration STALL = Duration.ofSeconds(2);

  final Clock clock = Clock.system();
  final TestDesk desk = new TestDesk();
  final TestReport report = new TestReport();
  final TestModels models = new TestModels();
  final AccessPolicy access;
  final MjpegHub hub;
  final ReverieServer server;
  final HttpClient http = HttpClient.newHttpClient();
  private final List<Thread> publishers = new CopyOnWriteArrayList<>();
  private final AtomicInteger brightness = new AtomicInteger();

  Rig() throws IOException {
    this(Map.of());
  }

  Rig(Map<String, Object> changes) throws IOException {
    Settings settings = Settings.defaults().with(Map.of("port", 0)).with(changes);
    access = AccessPolicy.of(settings);
    hub =
        new MjpegHub(
            clock, settings.viewers(), () -> desk.current().jpegQuality(), nanos -> {}, STALL);
    server =
        new ReverieServer(
            settings,
            clock,
            access,
            hub,
            desk,
            report,
            models,
            () -> "# no metrics in this test\n".getBytes(StandardCharsets.UTF_8),
            "/test-web",
            STALL);
    server.start();
  }

  /** Publishes one picture, now. */
  void publish(Mat picture) {
    hub.publish(picture, clock.nanoTime());
  }

  /** Publishes grey pictures of changing brightness from now on. */
  void publishForever(int width, int height, int fps) {
    Mat canvas = Pictures.grey(width, height, 0);
    publishForever(canvas, fps);
  }

  /** Publishes {@code canvas} in changing greys from now on. */
  void publishForever(Mat canvas, int fps) {
    Thread thread =
        new Thread(
            () -> {
              try {
                long next = clock.nanoTime();
                while (true) {
                  int shade = brightness.updateAndGet(value -> (value + 16) % 256);
                  canvas.put(new Scalar(shade, shade, shade, 0));
                  publish(canvas);
                  next += 1_000_000_000L / fps;
                  clock.sleepUntil(next);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "test-publisher");
    thread.setDaemon(true);
    thread.start();
    publishers.add(thread);
  }

  URI uri(String path) {
    return URI.create(server.url().replaceAll("/$", "") + path);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  HttpResponse<String> patch(String body) throws IOException, InterruptedException {
    return send(patching(body));
  }

  HttpRequest.Builder patching(String body) {
    return HttpRequest.newBuilder(uri("/api/controls"))
        .header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Opens the stream with the JDK's client. */
  Watch watch(String query) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(uri("/stream.mjpg" + query))
                .header("Accept-Encoding", "gzip, deflate")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return new Watch(response);
  }

  /** Sends raw lines, which end as HTTP's do, and gives back the socket to read from. */
  Socket raw(String... lines) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8192);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket
        .getOutputStream()
        .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The whole answer to raw lines, which have to ask for the connection to be closed. */
  String rawAnswer(String... lines) throws IOException {
    try (Socket socket = raw(lines)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    publishers.forEach(Thread::interrupt);
    server.close();
    hub.close();
  }

  /** An open stream. */
  static final class Watch implements AutoCloseable {
    final HttpResponse<InputStream> response;
    private final MjpegReader reader;

    Watch(HttpResponse<InputStream> response) throws IOException {
      this.response = response;
      this.reader =
          new MjpegReader(
              response.body(), response.headers().firstValue("content-type").orElse("none"));
    }

    MjpegReader.Part next() throws IOException {
      return reader.next();
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  /** A report that says what the test wants. */
  static final class TestReport implements StateReport {
    volatile Readiness readiness = new Readiness(true, "");
    volatile boolean broken;

    @Override
    public Object state() {
      if (broken) {
        throw new IllegalStateException("secret detail");
      }
      return Map.of("version", "test", "ready", readiness.ready());
    }

    @Override
    public Readiness readiness() {
      return readiness;
    }
  }

  /** Two models, one to download. */
  static final class TestModels implements ModelDirectory {
    final List<String> fetched = new CopyOnWriteArrayList<>();

    @Override
    public Object layers() {
      return Map.of("model", "dreamnet", "layers", List.of());
    }

    @Override
    public Object models() {
      return Map.of("current", "dreamnet", "models", List.of(Map.of("name", "vgg16")));
    }

    @Override
    public void fetch(String name) {
      if (!name.equals("vgg16")) {
        throw new InvalidValueException("model", name, "one of vgg16", "");
      }
      fetched.add(name);
    }
  }
}
