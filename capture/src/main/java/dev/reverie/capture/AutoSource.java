package dev.reverie.capture;

import dev.reverie.config.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The first camera that gives a picture, else the demo scene. A camera that is plugged in while the
 * demo shows takes over; a camera that once worked is waited for.
 */
final class AutoSource implements FrameSource {
  /** How often to look for a new camera, in nanoseconds. */
  static final long LOOK_NANOS = 1_000_000_000L;

  private final Memory memory;
  private final Supplier<List<Cameras.Found>> list;
  private final Function<String, FrameSource> cameras;
  private final Supplier<FrameSource> demo;
  private final Clock clock;

  private volatile @Nullable FrameSource chosen;
  private volatile boolean aborted;
  private @Nullable Mat first;
  private boolean demonstrates;
  private List<Cameras.Found> known = List.of();
  private long nextLook;

  /** What one attempt leaves to the next. Thread-safe: an attempt that hangs is given up. */
  static final class Memory {
    private @Nullable String trying;
    private @Nullable String hanging;
    private @Nullable String worked;

    private synchronized void begin() {
      if (trying != null) {
        hanging = trying;
      }
      trying = null;
    }

    private synchronized void trying(@Nullable String device) {
      trying = device;
    }

    private synchronized boolean hangs(String device) {
      return device.equals(hanging);
    }

    private synchronized void worked(String device) {
      trying = null;
      worked = device;
    }

    private synchronized @Nullable String worked() {
      return worked;
    }
  }

  AutoSource(
      Memory memory,
      Supplier<List<Cameras.Found>> list,
      Function<String, FrameSource> cameras,
      Supplier<FrameSource> demo,
      Clock clock) {
    this.memory = memory;
    this.list = list;
    this.cameras = cameras;
    this.demo = demo;
    this.clock = clock;
  }

  @Override
  public SourceFormat open() throws SourceException, InterruptedException {
    memory.begin();
    known = list.get();
    nextLook = clock.nanoTime() + LOOK_NANOS;
    List<String> reasons = new ArrayList<>();
    for (Cameras.Found camera : known) {
      if (memory.hangs(camera.device())) {
        reasons.add(camera.title() + " does not answer");
        continue;
      }
      memory.trying(camera.device());
      try {
        SourceFormat format = tryCamera(camera);
        memory.worked(camera.device());
        return format;
      } catch (SourceException e) {
        memory.trying(null);
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    String why = reasons.isEmpty() ? "no camera found" : String.join("; ", reasons);
    if (memory.worked() != null) {
      throw new SourceException("the camera is gone: " + why);
    }
    FrameSource scene = choose(demo.get());
    demonstrates = true;
    SourceFormat format = scene.open();
    return new SourceFormat(
        format.name(),
        format.width(),
        format.height(),
        format.fps(),
        why + ": showing the demo scene");
  }

  private SourceFormat tryCamera(Cameras.Found camera)
      throws SourceException, InterruptedException {
    FrameSource source = choose(cameras.apply(camera.device()));
    boolean works = false;
    Mat frame = new Mat();
    try {
      SourceFormat format = source.open();
      works = source.read(frame);
      if (!works) {
        throw new SourceException(camera.title() + " gives no pictures");
      }
      first = frame;
      return new SourceFormat(
          camera.title(), format.width(), format.height(), format.fps(), format.note());
    } finally {
      if (!works) {
        frame.close();
        chosen = null;
        source.close();
      }
    }
  }

  private FrameSource choose(FrameSource source) {
    chosen = source;
    if (aborted) {
      source.abort();
    }
    return source;
  }

  @Override
  public boolean read(Mat into) throws SourceException, InterruptedException {
    FrameSource source = chosen;
    if (source == null) {
      throw new IllegalStateException("not open");
    }
    if (first != null) {
      opencv_core.swap(first, into);
      first.close();
      first = null;
      return true;
    }
    if (demonstrates && clock.nanoTime() - nextLook >= 0) {
      nextLook = clock.nanoTime() + LOOK_NANOS;
      if (!known.containsAll(list.get())) {
        throw new SourceException("a camera was plugged in: trying it");
      }
    }
    return source.read(into);
  }

  @Override
  public long lost() {
    FrameSource source = chosen;
    return source == null ? 0 : source.lost();
  }

  @Override
  public void abort() {
    aborted = true;
    FrameSource source = chosen;
    if (source != null) {
      source.abort();
    }
  }

  @Override
  public void close() {
    if (first != null) {
      first.close();
      first = null;
    }
    FrameSource source = chosen;
    chosen = null;
    if (source != null) {
      source.close();
    }
  }
}
