package dev.reverie.dream.weights;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real HTTP server on the loopback that serves one file, well or, when told so, badly. */
final class FileServer implements AutoCloseable {
  /** A way to answer one request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] file;
  private final BlockingQueue<Answer> next = new LinkedBlockingQueue<>();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final List<String> ifRanges = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch halfSent = new CountDownLatch(1);

  FileServer(byte[] file) {
    this.file = file;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Queues answers for the next requests; after them the file is served well. */
  FileServer answering(Answer... answers) {
    next.addAll(List.of(answers));
    return this;
  }

  /** The Range header of each request so far, "" where there was none. */
  List<String> ranges() {
    return List.copyOf(ranges);
  }

  /** The If-Range header of each request so far, "" where there was none. */
  List<String> ifRanges() {
    return List.copyOf(ifRanges);
  }

  /** Waits until {@link #stalling} has sent its half. */
  void awaitHalf() throws InterruptedException {
    halfSent.await();
  }

  /** Serves the file, or the part asked for. */
  void well(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("ETag", "\"v1\"");
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, 200, file, file.length);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= file.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
    byte[] rest = Arrays.copyOfRange(file, from, file.length);
    send(exchange, 206, rest, rest.length);
  }

  /** Serves the whole file whatever part was asked for. */
  void ignoringRange(HttpExchange exchange) throws IOException {
    send(exchange, 200, file, file.length);
  }

  /** Answers a request for a part with another part. */
  void anotherRange(HttpExchange exchange) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes 0-" + (file.length - 1) + "/" + file.length);
    send(exchange, 206, file, file.length);
  }

  /** Serves half of what it announced, then hangs up. */
  void hangingUp(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("ETag", "\"v1\"");
    half(exchange);
  }

  /** Serves half, then nothing, without hanging up. */
  void stalling(HttpExchange exchange) throws IOException {
    OutputStream body = half(exchange);
    body.flush();
    halfSent.countDown();
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Never answers at all. */
  void silent(HttpExchange exchange) {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves the file slowly, in a few pieces. */
  void slowly(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    OutputStream body = exchange.getResponseBody();
    for (int from = 0; from < file.length; from += file.length / 8) {
      body.write(file, from, Math.min(file.length / 8, file.length - from));
      body.flush();
      try {
        if (closing.await(100, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Answers with a bare status. */
  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /** Sends the client elsewhere. */
  static Answer redirect(URI to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to.toString());
      exchange.sendResponseHeaders(302, -1);
    };
  }

  /** Serves something else, announcing its length or not. */
  static Answer other(byte[] bytes, boolean announced) {
    return exchange -> send(exchange, 200, bytes, announced ? bytes.length : 0);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private OutputStream half(HttpExchange exchange) throws IOException {
    boolean ranged = exchange.getRequestHeaders().containsKey("Range");
    if (ranged) {
      throw new IOException("half of a part is not a case here");
    }
    exchange.sendResponseHeaders(200, file.length);
    OutputStream body = exchange.getResponseBody();
    body.write(file, 0, file.length / 2);
    return body;
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes, int length)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    exchange.getResponseBody().write(bytes);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range == null ? "" : range);
      String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
      ifRanges.add(ifRange == null ? "" : ifRange);
      Answer answer = next.poll();
      if (answer == null) {
        well(exchange);
      } else {
        answer.to(exchange);
      }
    }
  }
}
