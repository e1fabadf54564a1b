package dev.reverie.dream.reference;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.network.DreamModel;
import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * A reference case replayed on an engine.
 *
 * @param name the case
 * @param engine the engine, with its precision where that is known
 * @param cosine between the engine's gradient and the reference's
 * @param largestDifference between the two normalised gradients
 * @param lossError relative error of the objective, before the first and after the last step: the
 *     worse; 0 for networks without one
 * @param psnr of the picture after the steps, in dB at peak 255; infinite for networks without one
 * @param tolerance what was asked
 */
public record Verification(
    String name,
    String engine,
    double cosine,
    double largestDifference,
    double lossError,
    double psnr,
    Tolerance tolerance) {

  /**
   * What counts as right.
   *
   * @param cosine at least
   * @param lossError at most, relative
   * @param psnr at least, in dB: the ascent is chaotic where pools and ReLUs switch, so pictures
   *     differ a little between instruction sets
   */
  public record Tolerance(double cosine, double lossError, double psnr) {
    /** For engines that compute in single precision. */
    public static final Tolerance FLOAT32 = new Tolerance(0.99999, 1e-3, 45);

    /**
     * For engines that compute in bfloat16, whose 8 bits of precision round every activation and
     * weight by up to a 256th, relatively. Over the dozen layers of a pass that turns the gradient
     * by about four degrees (cosine 0.998, in PyTorch's bfloat16 as in oneDNN's), and the
     * objective, which is one such activation's mean, by up to two such roundings, a little more
     * where few values make it up. The ascent doubles small differences where pools and ReLUs
     * switch: two float32 computations come to 45 to 50 dB of each other, and bfloat16 to 33 to 40
     * dB of them. A difference of 33 dB is 2 % of the range, and not seen in a dream.
     */
    public static final Tolerance BFLOAT16 = new Tolerance(0.997, 2.5e-2, 33);

    /** The one for engines that compute so. */
    public static Tolerance of(Precision precision) {
      return switch (precision) {
        case FLOAT32 -> FLOAT32;
        case BFLOAT16 -> BFLOAT16;
      };
    }
  }

  /** Replays {@code reference} with {@code engine}. */
  public static Verification replay(
      ReferenceCase reference, DreamModel model, DreamEngine engine, Tolerance tolerance) {
    return replay(reference, model, engine, engine.name(), tolerance);
  }

  /**
   * Replays {@code reference} with {@code engine}, at the tolerance of the precision that it
   * computes with, and names both.
   */
  public static Verification replay(
      ReferenceCase reference, DreamModel model, DreamEngine engine, Precision precision) {
    return replay(
        reference, model, engine, engine.name() + " " + precision.label(), Tolerance.of(precision));
  }

  private static Verification replay(
      ReferenceCase reference,
      DreamModel model,
      DreamEngine engine,
      String label,
      Tolerance tolerance) {
    try (DreamPlan plan =
            engine.prepare(
                model.program(reference.layer()),
                reference.objective(),
                reference.width(),
                reference.height());
        PlanarImage image = reference.image();
        PlanarImage gradient = new PlanarImage(reference.width(), reference.height())) {
      double before = plan.gradient(image, gradient);
      NormalizedStep normalizedStep = new NormalizedStep();
      if (model.givesDirection()) {
        double rms =
            normalizedStep.rms(gradient.values(), gradient.count()) + NormalizedStep.EPSILON;
        FloatBuffer values = gradient.values();
        for (int i = 0; i < gradient.count(); i++) {
          values.put(i, (float) (values.get(i) / rms));
        }
      }
      Agreement direction = Agreement.of(gradient, reference.gradient());
      ReferenceCase.Loss loss = reference.loss();
      FloatBuffer afterSteps = reference.afterSteps();
      double lossError = 0;
      double psnr = Double.POSITIVE_INFINITY;
      if (loss != null && afterSteps != null) {
        for (int i = 0; i < reference.steps(); i++) {
          plan.step(image, reference.step(), true);
        }
        double after = plan.objective(image);
        lossError = Math.max(relative(before, loss.before()), relative(after, loss.after()));
        psnr = Agreement.of(image, afterSteps).psnr();
      }
      return new Verification(
          reference.name(),
          label,
          direction.cosine(),
          direction.largestDifference(),
          lossError,
          psnr,
          tolerance);
    }
  }

  /** Whether everything is within the tolerance; NaN never is. */
  public boolean passed() {
    return cosine >= tolerance.cosine()
        && lossError <= tolerance.lossError()
        && psnr >= tolerance.psnr();
  }

  /** One line for people. */
  @Override
  public String toString() {
    String ascent =
        Double.isInfinite(psnr)
            ? "no objective: its output is the direction"
            : String.format(Locale.ROOT, "loss error %.1e  after steps %.1f dB", lossError, psnr);
    return String.format(
        Locale.ROOT,
        "%s  %-44s %-16s cosine %.7f  largest difference %.2e  %s",
        passed() ? "ok  " : "FAIL",
        name,
        engine,
        cosine,
        largestDifference,
        ascent);
  }

  private static double relative(double value, double reference) {
    return Math.abs(value - reference) / Math.abs(reference);
  }
}
