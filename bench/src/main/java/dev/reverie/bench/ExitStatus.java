package dev.reverie.bench;

/** What a measurement tells the shell; the same as Reverie's own commands. */
final class ExitStatus {
  /** It was made. */
  static final int OK = 0;

  /** It was tried and failed. */
  static final int FAILED = 1;

  /** It was asked for something that cannot be. */
  static final int USAGE = 2;

  private ExitStatus() {}
}
