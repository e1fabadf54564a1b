package dev.reverie.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A line between a browser and the program that goes dead as lines do while a machine sleeps or
 * changes its network: nothing comes through any more, and neither end is told.
 */
final class Line implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket door;
  private final int target;
  private final List<Closeable> ends = new CopyOnWriteArrayList<>();
  private final Object state = new Object();

  /** Connections of an older age than this are dead. */
  private int age;

  /** Connections that live. */
  private int alive;

  private boolean passable = true;

  private Line(ServerSocket door, int target) {
    this.door = door;
    this.target = target;
  }

  /** A line to the program's port on this machine. */
  static Line to(Program program) throws IOException {
    Line line = new Line(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), program.port());
    line.run("line-door", line::accept);
    return line;
  }

  /** The program's address at this end of the line, with a slash at the end. */
  String url() {
    return "http://127.0.0.1:" + door.getLocalPort() + "/";
  }

  /** How many connections live. */
  int connections() {
    synchronized (state) {
      return alive;
    }
  }

  /** Every present connection goes dead; new ones work. */
  void loseConnections() {
    synchronized (state) {
      age++;
      alive = 0;
    }
  }

  /** Every present connection goes dead, and so does what is connected until {@link #restore}. */
  void cut() {
    synchronized (state) {
      age++;
      alive = 0;
      passable = false;
    }
  }

  /** New connections work again; those made meanwhile stay dead. */
  void restore() {
    synchronized (state) {
      age++;
      alive = 0;
      passable = true;
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = door.accept();
      ends.add(near);
      int born;
      synchronized (state) {
        born = age;
        if (!passable) {
          continue;
        }
        alive++;
      }
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      ends.add(far);
      run("line-up", () -> carry(near, far, born));
      run("line-down", () -> carry(far, near, born));
    }
  }

  /** One way of a connection, until an end hangs up or the line goes dead under it. */
  private void carry(Socket from, Socket to, int born) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count = in.read(buffer);
      while (count >= 0 && isAlive(born)) {
        out.write(buffer, 0, count);
        count = in.read(buffer);
      }
    } finally {
      hangUp(from, to, born);
    }
  }

  private void hangUp(Socket one, Socket other, int born) throws IOException {
    synchronized (state) {
      if (born != age || one.isClosed()) {
        return;
      }
      alive--;
      one.close();
      other.close();
    }
  }

  private boolean isAlive(int born) {
    synchronized (state) {
      return born == age;
    }
  }

  private void run(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // An end hung up: that is how connections end.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Closeable end : ends) {
      end.close();
    }
  }

  /** What a thread of the line does until its connection ends. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }
}
