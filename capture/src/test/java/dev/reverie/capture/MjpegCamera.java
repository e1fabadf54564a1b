package dev.reverie.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network camera on this machine: a real HTTP server that streams MJPEG, or misbehaves. */
final class MjpegCamera implements AutoCloseable {
  /** What it does with whoever connects. */
  enum Manner {
    STREAMS,
    ACCEPTS_AND_SAYS_NOTHING,
    STREAMS_A_LITTLE_THEN_FALLS_SILENT,
    SENDS_GARBAGE,
    STREAMS_WITH_BROKEN_PICTURES,
    SAYS_404
  }

  private static final byte[] PICTURE = Media.jpeg(320, 240, 0x3080c0);
  private final ServerSocket server = new ServerSocket();
  private final Manner manner;
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param port 0 for any free one
   */
  MjpegCamera(int port, Manner manner) throws IOException {
    this.manner = manner;
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "test-camera");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  SourceSpec.Url url() {
    return new SourceSpec.Url("http://user:secret@127.0.0.1:" + port() + "/video?token=secret");
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        connections.incrementAndGet();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try {
      if (manner == Manner.ACCEPTS_AND_SAYS_NOTHING) {
        return;
      }
      OutputStream out = client.getOutputStream();
      if (manner == Manner.SAYS_404) {
        write(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        client.close();
        return;
      }
      write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n");
      write(out, "Content-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n");
      for (int i = 0; !client.isClosed(); i++) {
        if (manner == Manner.SENDS_GARBAGE) {
          byte[] noise = new byte[4096];
          new Random(i).nextBytes(noise);
          out.write(noise);
        } else if (manner != Manner.STREAMS_A_LITTLE_THEN_FALLS_SILENT || i < 10) {
          byte[] jpeg = PICTURE.clone();
          if (manner == Manner.STREAMS_WITH_BROKEN_PICTURES && i % 2 == 1) {
            Arrays.fill(jpeg, 10, jpeg.length, (byte) 0x55);
          }
          write(
              out,
              "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n");
          out.write(jpeg);
          write(out, "\r\n");
        }
        out.flush();
        TimeUnit.MILLISECONDS.sleep(33);
      }
    } catch (SocketException e) {
      // the reader left
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
  }

  /** The plug is pulled. */
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
