package dev.reverie.measure;

import java.io.IOException;

/**
 * A program that keeps one core busy until its standard input ends; see {@link BusyProcesses}. Uses
 * nothing but Java.
 */
public final class BusyLoop {
  /** What it writes to its standard output when it begins. */
  static final int READY = '+';

  private volatile boolean ended;

  private BusyLoop() {}

  /** Computes until the standard input ends. */
  public static void main(String[] args) {
    BusyLoop loop = new BusyLoop();
    Thread listener = new Thread(loop::listen, "listener");
    listener.setDaemon(true);
    listener.start();
    System.out.write(READY);
    System.out.flush();
    loop.spin();
  }

  private void listen() {
    try {
      int heard = System.in.read();
      while (heard >= 0) {
        heard = System.in.read();
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
      System.err.println("busy: " + e.getMessage());
    }
    ended = true;
  }

  private void spin() {
    long number = 1;
    while (!ended) {
      number = number * 6364136223846793005L + 1442695040888963407L;
    }
    System.err.println("busy: came to " + number);
  }
}
