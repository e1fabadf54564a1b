package dev.reverie.capture;

import dev.reverie.config.Clock;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * One thread that opens the source, reads it and shapes its frames, over and over. Native calls
 * cannot be interrupted, so a reader that hangs in one is retired: from then on nothing it says
 * counts, and it ends, freeing what it owns, when the call returns.
 */
final class Reader implements Runnable {
  /** A source that has been well for so long starts over from the shortest wait. */
  private static final long WELL_NANOS = 5_000_000_000L;

  /** Where a reader tells what happens. Calls of a retired reader are ignored. */
  interface Listener {
    /** An attempt to open the source begins. */
    void attempt(Reader reader);

    /** It has succeeded. */
    void opened(Reader reader, SourceFormat format);

    /** A frame, which the listener may swap for another picture's memory. */
    void frame(Reader reader, Mat shaped, long capturedNanos, long lost);

    /** The source has failed. */
    void failed(Reader reader, String reason);
  }

  private final Supplier<FrameSource> sources;
  private final Geometry geometry;
  private final Backoff backoff;
  private final Clock clock;
  private final Listener listener;
  private final boolean waitsFirst;

  private volatile boolean retired;
  private volatile @Nullable FrameSource current;

  /** When the native call under way counts as stalled. */
  private volatile long patienceEnds = Long.MAX_VALUE;

  private volatile boolean patient = true;

  Reader(
      Supplier<FrameSource> sources,
      Geometry geometry,
      Backoff backoff,
      Clock clock,
      Listener listener,
      boolean waitsFirst) {
    this.sources = sources;
    this.geometry = geometry;
    this.backoff = backoff;
    this.clock = clock;
    this.listener = listener;
    this.waitsFirst = waitsFirst;
  }

  @Override
  public void run() {
    try (Mat raw = new Mat();
        Mat shaped = new Mat();
        Shaper shaper = new Shaper(geometry)) {
      if (waitsFirst) {
        clock.sleep(backoff.next());
      }
      while (!retired) {
        String reason = attempt(raw, shaped, shaper);
        if (!retired) {
          listener.failed(this, reason);
          clock.sleep(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // retired while waiting: done
    }
  }

  /** Reads one source until it fails; returns why it did. */
  private String attempt(Mat raw, Mat shaped, Shaper shaper) throws InterruptedException {
    listener.attempt(this);
    try (FrameSource source = sources.get()) {
      current = source;
      if (retired) {
        source.abort();
      }
      expect(source.openPatience());
      listener.opened(this, source.open());
      long start = clock.nanoTime();
      while (!retired) {
        expect(source.readPatience());
        if (source.read(raw)) {
          long captured = clock.nanoTime();
          shaper.shape(raw, shaped);
          listener.frame(this, shaped, captured, source.lost());
          if (captured - start > WELL_NANOS) {
            backoff.reset();
          }
        }
      }
      return "";
    } catch (SourceException e) {
      return String.valueOf(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      // What OpenCV and JavaCPP throw; the feed goes on, and the next attempt may fare better.
      return "the source failed inside a library: " + e;
    } finally {
      patient = true;
      current = null;
    }
  }

  private void expect(long nanos) {
    patienceEnds = clock.nanoTime() + nanos;
    patient = false;
  }

  /** Whether a native call takes longer than it may. */
  boolean stalled(long now) {
    return !patient && now - patienceEnds > 0;
  }

  boolean retired() {
    return retired;
  }

  /** Makes this reader end as soon as it can, and ignores it from now on. */
  void retire() {
    retired = true;
    FrameSource source = current;
    if (source != null) {
      source.abort();
    }
  }
}
