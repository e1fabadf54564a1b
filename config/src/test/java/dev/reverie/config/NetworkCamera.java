package dev.reverie.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A real MJPEG camera on this machine's network, whose plug can be pulled. */
public final class NetworkCamera implements AutoCloseable {
  private final List<byte[]> pictures;
  private final ServerSocket server = new ServerSocket();
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

  /**
   * Streams at once.
   *
   * @param port 0 for any free one
   * @param pictures JPEGs, shown in turn for ever
   */
  public NetworkCamera(int port, List<byte[]> pictures) throws IOException {
    this.pictures = List.copyOf(pictures);
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    daemon(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** What to connect to. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/video";
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "test-network-camera");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        daemon(() -> stream(client));
      }
    } catch (IOException e) {
      // the plug was pulled
    }
  }

  private void stream(Socket client) {
    try {
      OutputStream out = client.getOutputStream();
      write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n");
      write(out, "Content-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n");
      for (int i = 0; !client.isClosed(); i++) {
        byte[] picture = pictures.get(i % pictures.size());
        write(out, "--frame\r\nContent-Type: image/jpeg\r\n");
        write(out, "Content-Length: " + picture.length + "\r\n\r\n");
        out.write(picture);
        write(out, "\r\n");
        out.flush();
        TimeUnit.MILLISECONDS.sleep(33);
      }
    } catch (IOException e) {
      // the viewer has left, or the plug was pulled
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
  }

  /** Pulls the plug. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      if (!client.isClosed()) {
        client.setSoLinger(true, 0);
      }
      client.close();
    }
  }
}
