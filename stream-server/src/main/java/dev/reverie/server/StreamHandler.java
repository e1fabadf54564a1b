package dev.reverie.server;

import dev.reverie.config.InvalidValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /stream.mjpg}. Every viewer is served by a thread of a pool of its own, never by one
 * of the server's, which other requests need; the hub's limit on viewers bounds the pool. Written
 * against the server itself rather than its servlets, which buffer, compress, and keep touching a
 * request after its connection has failed.
 */
final class StreamHandler extends Handler.Wrapper {
  private static final String PATH = "/stream.mjpg";

  /** What it answers, as {@code METHOD /path}. */
  static final Set<String> ROUTES = Set.of("GET " + PATH, "HEAD " + PATH);

  /** Browsers paint a picture when the next begins, so a still one is sent again in a second. */
  private static final long REPEAT_NANOS = 950_000_000L;

  private static final long FRESH_NANOS = 120_000_000L;
  private static final long LONGEST_FIRST_NANOS = 5_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(StreamHandler.class);

  private final MjpegHub hub;
  private final Refusals refusals;
  private final long firstNanos;
  private final ExecutorService threads;

  /**
   * @param idle how long the server lets a connection stand still
   */
  StreamHandler(MjpegHub hub, Refusals refusals, Duration idle) {
    this.hub = hub;
    this.refusals = refusals;
    this.firstNanos = Math.min(LONGEST_FIRST_NANOS, idle.toNanos() / 2);
    AtomicLong number = new AtomicLong();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "viewer-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String method = request.getMethod();
    if (!Request.getPathInContext(request).equals(PATH)
        || !(method.equals("GET") || method.equals("HEAD"))) {
      return super.handle(request, response, callback);
    }
    StreamRequest wanted;
    try {
      Fields query = Request.extractQueryParameters(request);
      wanted = StreamRequest.parse(query::getValue);
    } catch (InvalidValueException e) {
      refusals.refuse(response, callback, 400, Json.error(e));
      return true;
    }
    if (method.equals("HEAD")) {
      describe(response.getHeaders());
      callback.succeeded();
      return true;
    }
    Optional<Viewer> place =
        hub.join(wanted, () -> request.getConnectionMetaData().getConnection().close());
    if (place.isEmpty()) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 2);
      refusals.refuse(
          response,
          callback,
          503,
          "all "
              + hub.maxViewers()
              + " places for viewers are taken; try again later, or start Reverie with more"
              + " (--viewers)");
      return true;
    }
    Viewer viewer = place.get();
    try {
      threads.execute(() -> serve(viewer, response, callback));
    } catch (RejectedExecutionException e) {
      viewer.close();
      refusals.refuse(response, callback, 503, "Reverie is stopping");
    }
    return true;
  }

  private static void describe(HttpFields.Mutable headers) {
    headers.put(HttpHeader.CONTENT_TYPE, StreamPart.CONTENT_TYPE);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store, no-cache, must-revalidate, max-age=0");
    headers.put(HttpHeader.PRAGMA, "no-cache");
    headers.put("X-Accel-Buffering", "no");
    // An endless body ends with its connection; saying so spares every part the chunked framing.
    headers.put(HttpHeader.CONNECTION, "close");
  }

  private void serve(Viewer viewer, Response response, Callback callback) {
    try (viewer) {
      StreamPart part = first(viewer);
      if (part == null) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        refusals.refuse(
            response,
            callback,
            503,
            viewer.isClosed() ? "Reverie is stopping" : "there is no picture yet");
        return;
      }
      describe(response.getHeaders());
      Content.Sink.write(response, false, ByteBuffer.wrap(StreamPart.opening()));
      while (part != null) {
        viewer.sending();
        Content.Sink.write(response, false, ByteBuffer.wrap(part.bytes()));
        viewer.sent(part);
        part = next(viewer);
      }
      callback.succeeded();
    } catch (IOException e) {
      LOG.debug("a viewer is gone: {}", e.toString());
      callback.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    } catch (RuntimeException | Error e) {
      LOG.error("a stream failed", e);
      callback.failed(e);
      throw e;
    }
  }

  private @Nullable StreamPart first(Viewer viewer) throws InterruptedException {
    StreamPart part = viewer.take(FRESH_NANOS);
    if (part == null && !viewer.isClosed()) {
      part = hub.firstFor(viewer);
    }
    return part != null || viewer.isClosed() ? part : viewer.take(firstNanos);
  }

  private static @Nullable StreamPart next(Viewer viewer) throws InterruptedException {
    StreamPart part = viewer.take(REPEAT_NANOS);
    return part != null || viewer.isClosed() ? part : viewer.lastSent();
  }

  /** Ends every stream and gives their threads back. */
  void dismiss() {
    hub.dismiss();
    threads.shutdown();
  }
}
