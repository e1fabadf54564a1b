package dev.reverie.server;

import dev.reverie.config.Clock;
import dev.reverie.config.RateMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Where pictures become a stream. Each one is encoded once for every (width, quality) that somebody
 * watches and is due to get, on the publisher's thread; all who watch the same share the same
 * bytes. While nobody watches, nothing is encoded. Thread-safe; one publisher at a time.
 */
public final class MjpegHub implements AutoCloseable {
  /** Most (width, quality) pairs encoded side by side; further viewers get the nearest of them. */
  static final int MAX_VARIANTS = 8;

  private static final int SNAPSHOT_QUALITY = 95;

  /** Encodes that the percentiles of the latency are taken over. */
  private static final int LATENCIES = 512;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Clock clock;
  private final long patienceNanos;
  private final int maxViewers;
  private final IntSupplier quality;
  private final LongConsumer latencies;
  private final RateMeter rate;
  private final LatencyWindow latency = new LatencyWindow(LATENCIES);
  private final NewestFrame newest = new NewestFrame();
  private final CopyOnWriteArrayList<Viewer> viewers = new CopyOnWriteArrayList<>();

  private final Object publishing = new Object();
  private final JpegEncoder encoder = new JpegEncoder();
  private boolean released;

  private final Object admission = new Object();
  private boolean closed;
  private long lastId;
  private long leftSent;
  private long leftSkipped;
  private long leftBytes;

  private final AtomicLong published = new AtomicLong();
  private final AtomicLong encoded = new AtomicLong();

  /**
   * @param maxViewers most viewers at once
   * @param quality the JPEG quality, 1 to 100, for viewers who ask for none; read for every picture
   */
  public MjpegHub(Clock clock, int maxViewers, IntSupplier quality) {
    this(clock, maxViewers, quality, nanos -> {});
  }

  /**
   * @param maxViewers most viewers at once
   * @param quality the JPEG quality, 1 to 100, for viewers who ask for none; read for every picture
   * @param latencies is told of every JPEG made for streams how many nanoseconds ago its frame was
   *     captured, on the publisher's thread, which waits for it
   */
  public MjpegHub(Clock clock, int maxViewers, IntSupplier quality, LongConsumer latencies) {
    this(clock, maxViewers, quality, latencies, PATIENCE);
  }

  /**
   * @param patience how long one picture may take to reach a viewer; who reads slower is cut, for
   *     the server's idle timeout only catches those who do not read at all
   */
  MjpegHub(
      Clock clock, int maxViewers, IntSupplier quality, LongConsumer latencies, Duration patience) {
    this.clock = clock;
    this.patienceNanos = patience.toNanos();
    this.maxViewers = maxViewers;
    this.quality = quality;
    this.latencies = latencies;
    this.rate = new RateMeter(clock);
  }

  /**
   * Shows a picture to everybody who watches. Returns when it is encoded, never waits for a viewer.
   * After {@link #close} it does nothing.
   *
   * @param bgr 8-bit BGR; stays the caller's, is not modified and not used after the call
   * @param capturedNanos when its frame was captured, on this hub's clock
   * @throws IllegalArgumentException if it is not 8-bit BGR or empty
   */
  public void publish(Mat bgr, long capturedNanos) {
    if (bgr.type() != opencv_core.CV_8UC3 || bgr.empty()) {
      throw new IllegalArgumentException("the hub takes 8-bit BGR pictures that are not empty");
    }
    synchronized (publishing) {
      if (released) {
        return;
      }
      long sequence = published.incrementAndGet();
      newest.keep(bgr, sequence);
      rate.mark();
      long now = clock.nanoTime();
      int standard = quality.getAsInt();
      List<StreamPart> parts = new ArrayList<>(MAX_VARIANTS);
      for (Viewer viewer : viewers) {
        if (viewer.isStuck(now, patienceNanos)) {
          viewer.cut();
        } else if (viewer.isDue(now)) {
          StreamRequest wanted = viewer.request();
          int width = wanted.width() == 0 ? bgr.cols() : Math.min(wanted.width(), bgr.cols());
          int percent = wanted.quality() == 0 ? standard : wanted.quality();
          StreamPart part = find(parts, width, percent);
          if (part == null) {
            part = encoder.encode(bgr, width, percent, sequence);
            encoded.incrementAndGet();
            long age = clock.nanoTime() - capturedNanos;
            latency.add(age);
            latencies.accept(age);
            parts.add(part);
          }
          viewer.offer(part, now);
        }
      }
    }
  }

  private static @Nullable StreamPart find(List<StreamPart> parts, int width, int quality) {
    for (StreamPart part : parts) {
      if (part.width() == width && part.quality() == quality) {
        return part;
      }
    }
    return null;
  }

  /**
   * The newest picture as a JPEG of high quality, encoded on the caller's thread; callers who ask
   * for the same picture share one encode.
   *
   * @return nothing before the first picture and after {@link #close}
   */
  public Optional<byte[]> snapshot() {
    return Optional.ofNullable(newest.encode(0, SNAPSHOT_QUALITY)).map(StreamPart::jpeg);
  }

  /**
   * Takes a new viewer in, or nobody when all places are taken or the hub is closed.
   *
   * @param cut ends the viewer's connection without waiting for anything
   */
  Optional<Viewer> join(StreamRequest request, Runnable cut) {
    synchronized (admission) {
      if (closed || viewers.size() >= maxViewers) {
        return Optional.empty();
      }
      Viewer viewer = new Viewer(this, clock, ++lastId, admissible(request), cut);
      viewers.add(viewer);
      return Optional.of(viewer);
    }
  }

  /** The newest frame as {@code viewer} wants it, encoded now on the caller's thread. */
  @Nullable StreamPart firstFor(Viewer viewer) {
    StreamRequest wanted = viewer.request();
    return newest.encode(
        wanted.width(), wanted.quality() == 0 ? quality.getAsInt() : wanted.quality());
  }

  /** Gives a viewer's place free; called by {@link Viewer#close}. */
  void leave(Viewer viewer) {
    synchronized (admission) {
      if (viewers.remove(viewer)) {
        HubStats.ViewerStats stats = viewer.stats();
        leftSent += stats.sent();
        leftSkipped += stats.skipped();
        leftBytes += stats.bytes();
      }
    }
  }

  /** Keeps the number of variants bounded: the request itself, or its nearest one in use. */
  private StreamRequest admissible(StreamRequest request) {
    Set<StreamRequest> inUse = new LinkedHashSet<>();
    for (Viewer viewer : viewers) {
      inUse.add(new StreamRequest(0, viewer.request().width(), viewer.request().quality()));
    }
    StreamRequest variant = new StreamRequest(0, request.width(), request.quality());
    if (inUse.size() < MAX_VARIANTS || inUse.contains(variant)) {
      return request;
    }
    StreamRequest nearest = variant;
    double least = Double.POSITIVE_INFINITY;
    for (StreamRequest candidate : inUse) {
      double distance = distance(variant, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return new StreamRequest(request.fps(), nearest.width(), nearest.quality());
  }

  private double distance(StreamRequest a, StreamRequest b) {
    int standard = quality.getAsInt();
    int qualityGap =
        Math.abs(
            (a.quality() == 0 ? standard : a.quality())
                - (b.quality() == 0 ? standard : b.quality()));
    // The output's own width counts as one that is larger than any that can be asked for.
    double widthGap =
        Math.abs(
            Math.log(a.width() == 0 ? Short.MAX_VALUE : a.width())
                - Math.log(b.width() == 0 ? Short.MAX_VALUE : b.width()));
    return widthGap + qualityGap / 100.0;
  }

  /** How many are watching. */
  public int viewers() {
    return viewers.size();
  }

  /** Most viewers at once. */
  public int maxViewers() {
    return maxViewers;
  }

  /** What the hub has done so far. */
  public HubStats stats() {
    synchronized (admission) {
      List<HubStats.ViewerStats> each = viewers.stream().map(Viewer::stats).toList();
      return new HubStats(
          published.get(),
          encoded.get(),
          newest.encodes(),
          leftSent + each.stream().mapToLong(HubStats.ViewerStats::sent).sum(),
          leftSkipped + each.stream().mapToLong(HubStats.ViewerStats::skipped).sum(),
          leftBytes + each.stream().mapToLong(HubStats.ViewerStats::bytes).sum(),
          rate.perSecond(),
          latency.percentiles(),
          each);
    }
  }

  /** Sends every viewer away and takes no more; pictures can still be published, to nobody. */
  public void dismiss() {
    synchronized (admission) {
      closed = true;
    }
    viewers.forEach(Viewer::close);
  }

  /** Sends every viewer away and frees the native buffers. */
  @Override
  public void close() {
    dismiss();
    synchronized (publishing) {
      if (released) {
        return;
      }
      released = true;
      encoder.close();
    }
    newest.close();
  }
}
