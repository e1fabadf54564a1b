package dev.reverie.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One open page. Holds at most one message of each kind that only counts when newest, and a bounded
 * number of answers; sends one at a time without ever waiting, so that a page that does not read
 * holds up nobody. Thread-safe.
 */
final class LiveClient implements Callback {
  /** A page that leaves so many answers unread is not listening. */
  static final int MAX_ANSWERS = 64;

  private final Session session;
  private final Deque<String> answers = new ArrayDeque<>();
  private @Nullable String controls;
  private @Nullable String state;
  private boolean sending;
  private boolean closed;
  private volatile boolean operator;
  private int failedTokens;

  LiveClient(Session session, boolean operator) {
    this.session = session;
    this.operator = operator;
  }

  /** Whether it may change things. */
  boolean isOperator() {
    return operator;
  }

  /** It has shown the operator token. */
  void makeOperator() {
    operator = true;
  }

  /** Counts a wrong token; returns how many there were. */
  synchronized int wrongToken() {
    return ++failedTokens;
  }

  /** Sends the control values next, instead of any that still wait. */
  void controls(String message) {
    synchronized (this) {
      controls = message;
    }
    pump();
  }

  /** Sends the state next, instead of any that still waits. */
  void state(String message) {
    synchronized (this) {
      state = message;
    }
    pump();
  }

  /** Sends an answer, in order; closes the connection if too many wait already. */
  void answer(String message) {
    boolean full;
    synchronized (this) {
      full = answers.size() >= MAX_ANSWERS;
      if (!full) {
        answers.add(message);
      }
    }
    if (full) {
      close(StatusCode.POLICY_VIOLATION, "too many unread answers");
    } else {
      pump();
    }
  }

  private void pump() {
    String message;
    synchronized (this) {
      if (sending || closed) {
        return;
      }
      message = next();
      if (message == null) {
        return;
      }
      sending = true;
    }
    session.sendText(message, this);
  }

  private @Nullable String next() {
    String message = answers.poll();
    if (message == null && controls != null) {
      message = controls;
      controls = null;
    } else if (message == null) {
      message = state;
      state = null;
    }
    return message;
  }

  @Override
  public void succeed() {
    synchronized (this) {
      sending = false;
    }
    pump();
  }

  @Override
  public void fail(Throwable cause) {
    gone();
    session.disconnect();
  }

  /** Nothing is to be sent any more. */
  synchronized void gone() {
    closed = true;
    answers.clear();
    controls = null;
    state = null;
  }

  /** Says goodbye with a reason; at most once. */
  void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    gone();
    session.close(code, reason, Callback.NOOP);
  }

  /** Cuts the connection, said goodbye or not. */
  void disconnect() {
    gone();
    session.disconnect();
  }
}
