package dev.reverie.dream.reference;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.NormalizedStep;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * A reference case replayed on an engine.
 *
 * @param name the case
 * @param engine the engine
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
  }

  /** Replays {@code reference} with {@code engine}. */
  public static Verification replay(
      ReferenceCase reference, DreamModel model, DreamEngine engine, Tolerance tolerance) {
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
          engine.name(),
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
        "%s  %-44s %-6s cosine %.7f  largest difference %.2e  %s",
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
