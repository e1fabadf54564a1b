package dev.reverie.app;

/** What a command tells the shell. */
final class ExitStatus {
  /** It did what it was asked. */
  static final int OK = 0;

  /** It tried and failed. */
  static final int FAILED = 1;

  /**
   * It was asked for something that cannot be: an unknown option, a value out of range, a missing
   * file.
   */
  static final int USAGE = 2;

  private ExitStatus() {}
}
