package dev.reverie.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A real MJPEG camera on this machine's network, whose plug can be pulled. */
final class NetworkCamera implements AutoCloseable {
  private final byte[] picture = Scenes.jpeg(320, 240);
  private final ServerSocket server = new ServerSocket();
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

  /**
   * @param port 0 for any free one
   */
  NetworkCamera(int port) throws IOException {
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
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
      while (!client.isClosed()) {
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
