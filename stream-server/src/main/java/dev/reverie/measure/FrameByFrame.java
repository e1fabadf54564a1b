package dev.reverie.measure;

import dev.reverie.dream.ascent.Ascent;
import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * Dreams frames one by one, each from scratch, as programs do that know nothing of time: the
 * picture that a living dream's steadiness is compared with. Each octave begins with the detail
 * that the smaller one found, and jitter is drawn anew for every step of every frame. Belongs to
 * the engine's thread; owns its native memory, but not the engine.
 */
public final class FrameByFrame implements AutoCloseable {
  private static final int MOST_STEPS = 100;

  /** Frames to find the number of steps with: more would take longer than the measurement. */
  private static final int PROBES = 3;

  private static final int CORRECTIONS = 2;

  /** Steps are tried one by one up to so many, then in larger strides. */
  private static final int GROWTH = 8;

  /**
   * What to dream.
   *
   * @param precision null leaves it to the engine
   * @param size of the finest octave, aligned for the model
   * @param options how to climb; steps and step length are found by {@link #match}
   */
  public record Subject(
      DreamModel model,
      String layer,
      Objective objective,
      @Nullable Precision precision,
      PictureSize size,
      AscentOptions options) {}

  /**
   * How strongly it dreams.
   *
   * @param steps gradient steps on each octave
   * @param step length of one
   * @param rms root mean square by which that changes a picture, in levels
   */
  public record Strength(int steps, double step, double rms) {}

  private record Octave(DreamPlan plan, PlanarImage base, PlanarImage detail, PlanarImage image)
      implements AutoCloseable {
    @Override
    public void close() {
      plan.close();
      base.close();
      detail.close();
      image.close();
    }
  }

  private final Subject subject;
  private final Ascent ascent;
  private final List<Octave> octaves = new ArrayList<>();
  private final PlanarImage small;
  private final PlanarImage whole;
  private final PlanarImage grown;
  private final Mat fitted = new Mat();
  private Strength strength;

  /**
   * @param width of the frames
   * @param height of the frames
   */
  public FrameByFrame(
      DreamEngine engine, Subject subject, int width, int height, RandomGenerator random) {
    this.subject = subject;
    ascent = new Ascent(random);
    strength = new Strength(subject.options().steps(), subject.options().step(), 0);
    PictureSize full = subject.size();
    small = new PlanarImage(full.width(), full.height());
    whole = new PlanarImage(width, height);
    grown = new PlanarImage(width, height);
    Program program = subject.model().program(subject.layer());
    AscentOptions options = subject.options();
    boolean ready = false;
    try {
      for (PictureSize size :
          full.octaves(options.octaves(), options.octaveScale(), subject.model().alignment())) {
        octaves.add(
            new Octave(
                engine.prepare(
                    program, subject.objective(), size.width(), size.height(), subject.precision()),
                new PlanarImage(size.width(), size.height()),
                new PlanarImage(size.width(), size.height()),
                new PlanarImage(size.width(), size.height())));
      }
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  /**
   * Finds how to dream so that pictures change by {@code rms} on average: as few steps of the
   * subject's length as change them by so much, and then a step length that meets it closely.
   *
   * @param frames 8-bit BGR; a few of them, spread over all, are tried
   * @param rms in levels, above 0
   * @return what comes nearest; from then on {@link #dream} dreams so
   */
  public Strength match(List<Mat> frames, double rms) {
    List<Mat> probes = spread(frames, PROBES);
    double length = subject.options().step();
    int steps = 1;
    double reached = reached(probes, steps, length);
    while (reached < rms && steps < MOST_STEPS) {
      steps = Math.min(MOST_STEPS, steps + 1 + steps / GROWTH);
      reached = reached(probes, steps, length);
    }
    for (int i = 0; i < CORRECTIONS && reached > 0; i++) {
      length *= rms / reached;
      reached = reached(probes, steps, length);
    }
    strength = new Strength(steps, length, reached);
    return strength;
  }

  /** Some of a list, from its beginning to its end. */
  static <T> List<T> spread(List<T> all, int count) {
    if (all.size() <= count) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((i + 0.5) * all.size() / count)));
    }
    return some;
  }

  private double reached(List<Mat> probes, int steps, double length) {
    strength = new Strength(steps, length, 0);
    try (Mat dreamed = new Mat()) {
      double sum = 0;
      for (Mat probe : probes) {
        dream(probe, dreamed);
        sum += rms(probe, dreamed);
      }
      return sum / probes.size();
    }
  }

  /** Root mean square of the difference of two 8-bit pictures of one size, in levels. */
  public static double rms(Mat a, Mat b) {
    return opencv_core.norm(a, b) / Math.sqrt((double) a.total() * a.channels());
  }

  /**
   * Dreams one frame.
   *
   * @param frame 8-bit BGR; not modified
   * @param into overwritten with the dream, of the same size
   */
  public void dream(Mat frame, Mat into) {
    try (Size size = new Size(small.width(), small.height())) {
      opencv_imgproc.resize(frame, fitted, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
    small.setBgr(fitted);
    AscentOptions asked = subject.options();
    AscentOptions options =
        new AscentOptions(
            strength.steps(),
            strength.step(),
            asked.normalize(),
            asked.octaves(),
            asked.octaveScale(),
            asked.jitter());
    PlanarImage found = null;
    for (Octave octave : octaves) {
      Resampling.resample(small, octave.base());
      if (found == null) {
        octave.detail().clear();
      } else {
        Resampling.resample(found, octave.detail());
      }
      opencv_core.add(octave.base().all(), octave.detail().all(), octave.image().all());
      ascent.climb(octave.plan(), octave.image(), options);
      opencv_core.subtract(octave.image().all(), octave.base().all(), octave.detail().all());
      found = octave.detail();
    }
    whole.setBgr(frame);
    Resampling.resample(octaves.get(octaves.size() - 1).detail(), grown);
    opencv_core.add(whole.all(), grown.all(), whole.all());
    whole.toBgr(into);
  }

  @Override
  public void close() {
    octaves.forEach(Octave::close);
    octaves.clear();
    small.close();
    whole.close();
    grown.close();
    fitted.close();
  }
}
