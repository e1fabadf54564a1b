package dev.reverie.dream.engine;

/**
 * A thread that keeps a core busy: what capture, compositing and encoding do to an engine beside
 * them, at its worst. Runs from the beginning until it is closed.
 */
final class SpinningThread implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 1000;

  private final Thread thread = new Thread(this::spin, "reverie-probe-busy");
  private volatile boolean ended;
  private volatile long number = 1;

  SpinningThread() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether it does what it is there for. */
  boolean isBusy() {
    return thread.isAlive();
  }

  private void spin() {
    while (!ended) {
      // A volatile write in each round: nothing that a compiler could leave out.
      number = number * 6364136223846793005L + 1442695040888963407L;
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
