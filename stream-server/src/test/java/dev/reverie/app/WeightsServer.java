package dev.reverie.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on the loopback that sends half a file, and the rest when it is told to. */
final class WeightsServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] file;
  private final CountDownLatch released = new CountDownLatch(1);

  /**
   * @param port 0 for any free one
   */
  WeightsServer(Path file, int port) throws IOException {
    this.file = Files.readAllBytes(file);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Sends the rest, and whole files from now on. */
  WeightsServer release() {
    released.countDown();
    return this;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Reverie's models, with VGG16 to be had here. */
  ModelCatalogue catalogue(String fileName) {
    return catalogue(fileName, file, port());
  }

  /** Reverie's models, with VGG16 to be had at a port of this machine. */
  static ModelCatalogue catalogue(String fileName, byte[] file, int port) {
    return new ModelCatalogue(
        List.of(
            new ModelEntry("dreamnet", "Dreamnet", "Apache-2.0", true, null),
            new ModelEntry(
                "vgg16",
                "VGG16",
                "CC BY 4.0",
                false,
                new ModelEntry.Download(
                    List.of(URI.create("http://127.0.0.1:" + port + "/" + fileName)),
                    fileName,
                    file.length,
                    md5(file))),
            new ModelEntry("squeezenet1.1", "SqueezeNet 1.1", "BSD-2-Clause", false, null)));
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, file.length);
      OutputStream body = exchange.getResponseBody();
      body.write(file, 0, file.length / 2);
      body.flush();
      released.await();
      body.write(file, file.length / 2, file.length - file.length / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
