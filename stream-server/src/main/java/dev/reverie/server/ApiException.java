package dev.reverie.server;

/** A request that is refused, with the HTTP status and one line for whoever sent it. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ApiException(int status, String message) {
    // Refusals are ordinary answers: no stack trace to collect, none to leak.
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
