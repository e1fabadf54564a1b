package dev.reverie.dream.weights;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP response, read by a thread that waits for the next piece only so long: a
 * server that stops sending without hanging up must not hold it for ever. One piece is on its way
 * at a time.
 */
final class BodyReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private sealed interface Event {}

  private record Piece(List<ByteBuffer> bytes) implements Event {}

  private record End() implements Event {}

  private record Failure(Throwable cause) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription source) {
    subscription = source;
    source.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    events.add(new Piece(bytes));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Failure(cause));
  }

  @Override
  public void onComplete() {
    events.add(new End());
  }

  /**
   * The next piece; null at the end.
   *
   * @throws HttpTimeoutException if nothing comes for {@code patience}
   * @throws IOException if the connection breaks
   */
  @Nullable List<ByteBuffer> next(Duration patience) throws IOException, InterruptedException {
    Event event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (event == null) {
      throw new HttpTimeoutException("sent nothing for " + patience.toSeconds() + " s");
    }
    if (event instanceof Piece piece) {
      Flow.Subscription source = subscription;
      if (source != null) {
        source.request(1);
      }
      return piece.bytes();
    }
    if (event instanceof Failure failure) {
      throw new IOException(String.valueOf(failure.cause().getMessage()), failure.cause());
    }
    return null;
  }

  /** Hangs up, whatever is still to come. */
  @Override
  public void close() {
    Flow.Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }
}
