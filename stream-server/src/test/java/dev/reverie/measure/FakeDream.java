package dev.reverie.measure;

import dev.reverie.dream.ascent.AscentOptions;
import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Program;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Dreams stripes, four columns wide: every step adds its length to the left half of each and takes
 * it from the right.
 */
final class FakeDream implements DreamEngine {
  private static final int STRIPE = 4;

  private final List<PictureSize> prepared = new ArrayList<>();
  private int open;

  /** Dreamnet's default layer at that size, one step an octave. */
  static FrameByFrame.Subject subject(double step, int octaves, int jitter, int width, int height) {
    DreamModel model = Dreamnet.embedded();
    return new FrameByFrame.Subject(
        model,
        model.defaultLayer(),
        Objective.MEAN,
        null,
        new PictureSize(width, height).aligned(model.alignment()),
        new AscentOptions(1, step, true, octaves, 1.4, jitter));
  }

  /** The sizes that plans were made for. */
  List<PictureSize> prepared() {
    return prepared;
  }

  /** Plans that were not closed yet. */
  int open() {
    return open;
  }

  @Override
  public String name() {
    return "stripes";
  }

  @Override
  public String detail() {
    return "for tests";
  }

  @Override
  public DreamPlan prepare(Program program, Objective objective, int width, int height) {
    prepared.add(new PictureSize(width, height));
    open++;
    return new Plan(width, height);
  }

  @Override
  public void close() {
    // It holds nothing.
  }

  private final class Plan implements DreamPlan {
    private final int width;
    private final int height;

    Plan(int width, int height) {
      this.width = width;
      this.height = height;
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public int height() {
      return height;
    }

    @Override
    public double step(PlanarImage image, double step, boolean normalize) {
      FloatBuffer values = image.values();
      for (int i = 0; i < image.count(); i++) {
        boolean left = i % width % STRIPE < STRIPE / 2;
        values.put(i, (float) (values.get(i) + (left ? step : -step)));
      }
      return Double.NaN;
    }

    @Override
    public double gradient(PlanarImage image, PlanarImage gradient) {
      throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public double objective(PlanarImage image) {
      throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public void close() {
      open--;
    }
  }
}
