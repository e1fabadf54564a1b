package dev.reverie.dream.live;

import dev.reverie.dream.ascent.Ascent;
import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * The dream's own state, carried from tick to tick: the residual R. A tick makes {@code x =
 * small(frame) + decay * R}, climbs on one octave of it (octaves take turns, coarse to fine), and
 * keeps {@code R = x - small(frame)}, in bounds. Belongs to the engine's thread; owns its native
 * memory.
 */
final class LiveDream implements AutoCloseable {
  /**
   * Largest root mean square of a residual, in levels. Ascent without end would drive every pixel
   * to black or white; a classic still of 10 steps on 4 octaves ends at about this spread.
   */
  private static final double LARGEST_SPREAD = 52;

  private final PlanShelf plans;
  private final Ascent ascent;
  private final Mat small = new Mat();
  private @Nullable PlanarImage frame;
  private @Nullable PlanarImage image;
  private @Nullable PlanarImage residual;
  private @Nullable PlanarImage octaveImage;
  private @Nullable PlanarImage octaveBase;
  private int turn;

  LiveDream(DreamEngine engine, RandomGenerator random) {
    plans = new PlanShelf(engine);
    ascent = new Ascent(random);
  }

  /**
   * One tick.
   *
   * @param picture the newest frame, 8-bit BGR; not modified
   * @return the residual: a view that the next tick overwrites
   */
  PlanarImage tick(Mat picture, DreamTarget target) {
    DreamModel model = target.model();
    PictureSize size =
        new PictureSize(picture.cols(), picture.rows())
            .scaledToWidth(target.controls().size(), model.alignment());
    AscentOptions options = AscentOptions.of(target.controls());
    List<PictureSize> octaves =
        size.octaves(options.octaves(), options.octaveScale(), model.alignment());
    PictureSize octave = octaves.get(turn++ % octaves.size());
    DreamPlan plan =
        plans.plan(
            model,
            target.layer(),
            objective(target),
            Precision.wanted(target.controls().precision()),
            octaves,
            octave);

    PlanarImage r = residual(size);
    PlanarImage f = frame(picture, size);
    PlanarImage x = ResidualSlot.fitted(image, size.width(), size.height());
    image = x;
    opencv_core.scaleAdd(r.all(), target.controls().decay(), f.all(), x.all());
    if (octave.equals(size)) {
      ascent.climb(plan, x, options);
    } else {
      climbSmaller(plan, x, octave, options);
    }
    confine(x);
    opencv_core.subtract(x.all(), f.all(), r.all());
    limitSpread(r);
    return r;
  }

  /**
   * Climbs on a shrunken {@code x}, and adds what that changed to it. {@code x}'s own fine detail
   * stays.
   */
  private void climbSmaller(
      DreamPlan plan, PlanarImage x, PictureSize octave, AscentOptions options) {
    PlanarImage base = ResidualSlot.fitted(octaveBase, octave.width(), octave.height());
    octaveBase = base;
    PlanarImage climbing = ResidualSlot.fitted(octaveImage, octave.width(), octave.height());
    octaveImage = climbing;
    Resampling.resample(x, base);
    climbing.set(base);
    ascent.climb(plan, climbing, options);
    opencv_core.subtract(climbing.all(), base.all(), climbing.all());
    PlanarImage grown = residual(new PictureSize(x.width(), x.height()));
    // R is about to be overwritten anyway: its memory serves to grow the change.
    Resampling.resample(climbing, grown);
    opencv_core.add(x.all(), grown.all(), x.all());
  }

  private PlanarImage frame(Mat picture, PictureSize size) {
    PlanarImage f = ResidualSlot.fitted(frame, size.width(), size.height());
    frame = f;
    try (Size target = new Size(size.width(), size.height())) {
      opencv_imgproc.resize(picture, small, target, 0, 0, opencv_imgproc.INTER_AREA);
    }
    f.setBgr(small);
    return f;
  }

  /**
   * The residual at {@code size}: as it was, or resampled if the size changed, so that a new size
   * does not restart it.
   */
  private PlanarImage residual(PictureSize size) {
    PlanarImage r = residual;
    if (r != null && r.width() == size.width() && r.height() == size.height()) {
      return r;
    }
    PlanarImage fitted = new PlanarImage(size.width(), size.height());
    if (r != null) {
      Resampling.resample(r, fitted);
      r.close();
    }
    residual = fitted;
    return fitted;
  }

  /**
   * Pixels beyond black and white would be stored up in the residual and come back as ghosts when
   * the frame changes.
   */
  private static void confine(PlanarImage x) {
    opencv_imgproc.threshold(x.all(), x.all(), 255, 0, opencv_imgproc.THRESH_TRUNC);
    opencv_imgproc.threshold(x.all(), x.all(), 0, 0, opencv_imgproc.THRESH_TOZERO);
  }

  private static void limitSpread(PlanarImage r) {
    double rms = opencv_core.norm(r.all()) / Math.sqrt(r.count());
    if (rms > LARGEST_SPREAD) {
      r.all().convertTo(r.all(), opencv_core.CV_32F, LARGEST_SPREAD / rms, 0);
    } else if (!Double.isFinite(rms)) {
      // A step of absurd length overflowed; the dream begins again rather than staying black for
      // ever.
      r.clear();
    }
  }

  private static Objective objective(DreamTarget target) {
    if (target.model().givesDirection()) {
      return Objective.MEAN;
    }
    int channels =
        target.model().layers().stream()
            .filter(layer -> layer.name().equals(target.layer()))
            .mapToInt(DreamLayer::channels)
            .findFirst()
            .orElse(1);
    // A channel that the last layer had and this one has not means the nearest, so that changing
    // layers never fails.
    return Objective.of(
        target.controls().objective(),
        Math.min(target.controls().channel(), channels - 1),
        channels);
  }

  @Override
  public void close() {
    plans.close();
    small.close();
    for (PlanarImage owned :
        new @Nullable PlanarImage[] {frame, image, residual, octaveImage, octaveBase}) {
      if (owned != null) {
        owned.close();
      }
    }
  }
}
