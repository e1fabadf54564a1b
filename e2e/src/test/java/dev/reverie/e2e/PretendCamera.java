package dev.reverie.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** A network camera on this machine: a disc that wanders, as MJPEG over HTTP. */
final class PretendCamera implements AutoCloseable {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int PICTURES = 16;
  private static final int PICTURE_MS = 40;

  private final ServerSocket server = new ServerSocket();
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
  private final List<byte[]> pictures = new ArrayList<>();

  /**
   * @param port 0 for any free one
   */
  PretendCamera(int port) throws IOException {
    for (int i = 0; i < PICTURES; i++) {
      pictures.add(picture(i));
    }
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/video";
  }

  private static byte[] picture(int number) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D brush = image.createGraphics();
    brush.setColor(new Color(0x305070));
    brush.fillRect(0, 0, WIDTH, HEIGHT);
    brush.setColor(new Color(0xe0b060));
    brush.fillOval(number * (WIDTH - 80) / PICTURES, 80, 80, 80);
    brush.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    return jpeg.toByteArray();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "pretend-camera");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // The plug was pulled.
    }
  }

  private void serve(Socket client) {
    try (OutputStream out = client.getOutputStream()) {
      out.write(
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
              .getBytes(US_ASCII));
      for (int i = 0; !client.isClosed(); i++) {
        byte[] jpeg = pictures.get(i % PICTURES);
        String head =
            "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n";
        out.write(head.getBytes(US_ASCII));
        out.write(jpeg);
        out.write("\r\n".getBytes(US_ASCII));
        out.flush();
        TimeUnit.MILLISECONDS.sleep(PICTURE_MS);
      }
    } catch (IOException e) {
      // The reader left, or the plug was pulled.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Pulls the plug. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
