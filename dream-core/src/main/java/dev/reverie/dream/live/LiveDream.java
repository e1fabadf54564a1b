package dev.reverie.dream.live;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.flow.Transform;
import dev.reverie.dream.live.governor.Effort;
import dev.reverie.dream.live.mood.Mood;
import dev.reverie.dream.live.mood.Movement;
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
 * The dream's own state, carried from tick to tick: the residual R. A tick carries R along to the
 * newest frame, makes {@code x = small(frame) + decay * R}, climbs on it, and keeps {@code R = x -
 * small(frame)}, in bounds. Belongs to the engine's thread; owns its native memory.
 */
final class LiveDream implements AutoCloseable {

  /**
   * What a tick made.
   *
   * @param residual a view that the next tick overwrites
   * @param used what it really computed: while plans are prepared, what it computed before
   * @param steps gradient steps taken
   */
  record Tick(PlanarImage residual, Effort used, int steps) {}

  private final PlanShelf plans;
  private final OctaveClimb climb;
  private final CarriedResidual carried = new CarriedResidual();
  private final ResidualBounds bounds = new ResidualBounds();
  private final Mat small = new Mat();
  private final Size smallSize = new Size();
  private @Nullable PlanarImage frame;
  private @Nullable PlanarImage image;
  private @Nullable Effort lastUsed;

  LiveDream(DreamEngine engine, RandomGenerator random, Clock clock) {
    plans = new PlanShelf(engine, clock);
    climb = new OctaveClimb(random);
  }

  /**
   * Looks at a new frame: to be called before the tick that dreams on it.
   *
   * @param picture 8-bit BGR; not modified
   * @return the frame, small and grey; a view that the next look overwrites
   */
  Mat look(Mat picture) {
    carried.look(picture);
    return carried.luma();
  }

  /** The frame looked at last, small and grey. */
  Mat luma() {
    return carried.luma();
  }

  /**
   * One tick.
   *
   * @param picture the frame looked at last; not modified
   * @param effort how much to compute
   * @param mood beyond what the controls say
   * @param seconds since the last tick
   */
  Tick tick(Mat picture, DreamTarget target, Effort effort, Mood mood, double seconds) {
    Controls controls = target.controls();
    List<PictureSize> sizes = sizes(picture, target, effort);
    PlanKey wanted = new PlanKey(dream(target, mood.layer()), sizes);
    String upcoming = mood.upcoming();
    plans.prefetch(upcoming == null ? null : new PlanKey(dream(target, upcoming), sizes));
    // While new plans are prepared the dream goes on with the old ones, at their sizes.
    PlanShelf.Plans now = plans.plans(wanted);
    PictureSize size = now.key().size();

    PlanarImage r = carried.carry(size, controls.flow(), feedback(mood.movement(), seconds));
    PlanarImage f = frame(picture, size);
    PlanarImage x = PlanarImage.fitted(image, size.width(), size.height());
    image = x;
    opencv_core.scaleAdd(r.all(), controls.decay(), f.all(), x.all());
    AscentOptions options =
        new AscentOptions(
            effort.steps(),
            controls.step() * mood.step(),
            controls.normalize(),
            effort.octaves(),
            controls.octaveScale(),
            controls.jitter());
    int steps = climb.climb(now, x, options, effort.allOctaves());
    bounds.residual(f, x, r);

    Effort last = lastUsed;
    Effort used = now.key().equals(wanted) || last == null ? effort : last;
    lastUsed = used;
    return new Tick(r, used, steps);
  }

  /** Why what was last wanted is not dreamed, in a sentence; empty if it is or will be soon. */
  String problem() {
    return plans.problem();
  }

  private static List<PictureSize> sizes(Mat picture, DreamTarget target, Effort effort) {
    int alignment = target.model().alignment();
    return new PictureSize(picture.cols(), picture.rows())
        .scaledToWidth(effort.size(), alignment)
        .octaves(effort.octaves(), target.controls().octaveScale(), alignment);
  }

  private static PlanKey.Target dream(DreamTarget target, String layer) {
    return new PlanKey.Target(
        target.model(),
        layer,
        objective(target, layer),
        Precision.wanted(target.controls().precision()));
  }

  private static Transform feedback(Movement movement, double seconds) {
    Movement.Amount amount = movement.over(seconds);
    return new Transform(amount.zoom(), amount.radians(), amount.dx(), amount.dy());
  }

  private PlanarImage frame(Mat picture, PictureSize size) {
    PlanarImage f = PlanarImage.fitted(frame, size.width(), size.height());
    frame = f;
    smallSize.width(size.width()).height(size.height());
    opencv_imgproc.resize(picture, small, smallSize, 0, 0, opencv_imgproc.INTER_AREA);
    f.setBgr(small);
    return f;
  }

  private static Objective objective(DreamTarget target, String layer) {
    DreamModel model = target.model();
    if (model.givesDirection()) {
      return Objective.MEAN;
    }
    int channels =
        model.layers().stream()
            .filter(known -> known.name().equals(layer))
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
    climb.close();
    carried.close();
    small.close();
    smallSize.close();
    for (PlanarImage owned : new @Nullable PlanarImage[] {frame, image}) {
      if (owned != null) {
        owned.close();
      }
    }
  }
}
