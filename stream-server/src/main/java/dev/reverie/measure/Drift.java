package dev.reverie.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the levels of the output moved against those of its source. Sources have bright and dark
 * moments of their own; what counts is what the output does beyond them.
 *
 * @param samples how many pictures were looked at
 * @param source of the frames
 * @param output of the pictures made of them
 * @param drift from the first fifth to the last
 */
public record Drift(int samples, Trend source, Trend output, Change drift) {
  private static final int PARTS = 5;

  /** A hundredth of a level: nobody sees it, and flat pictures do not divide by zero. */
  private static final double NOTHING = 0.01;

  /**
   * Averages over the time that was looked at.
   *
   * @param first its first fifth
   * @param last its last fifth
   * @param overall all of it
   */
  public record Trend(Levels first, Levels last, Levels overall) {

    private static Trend of(List<Levels> samples) {
      int part = Math.max(1, samples.size() / PARTS);
      return new Trend(
          Levels.mean(samples.subList(0, part)),
          Levels.mean(samples.subList(samples.size() - part, samples.size())),
          Levels.mean(samples));
    }
  }

  /**
   * What the output did beyond its source.
   *
   * @param brightness by how many levels it rose
   * @param spread by what share of itself it grew
   * @param saturation by how much it rose
   * @param clippedPixels by how much their share rose
   */
  public record Change(double brightness, double spread, double saturation, double clippedPixels) {

    private static Change of(Trend in, Trend out) {
      return new Change(
          rise(in, out, Levels::brightness),
          growth(out) / growth(in) - 1,
          rise(in, out, Levels::saturation),
          rise(in, out, Levels::clippedPixels));
    }

    private static double rise(Trend in, Trend out, ToDoubleFunction<Levels> level) {
      return level.applyAsDouble(out.last())
          - level.applyAsDouble(out.first())
          - (level.applyAsDouble(in.last()) - level.applyAsDouble(in.first()));
    }

    /** By what factor the spread grew; a flat picture that stays flat did not. */
    private static double growth(Trend trend) {
      return (trend.last().spread() + NOTHING) / (trend.first().spread() + NOTHING);
    }
  }

  /**
   * Works it out.
   *
   * @param source in the order of time, at least one
   * @param output of the same moments
   */
  static Drift of(List<Levels> source, List<Levels> output) {
    if (source.isEmpty() || source.size() != output.size()) {
      throw new IllegalArgumentException(
          "a drift wants as many outputs as sources, and one at least: %d and %d"
              .formatted(output.size(), source.size()));
    }
    Trend in = Trend.of(source);
    Trend out = Trend.of(output);
    return new Drift(source.size(), in, out, Change.of(in, out));
  }
}
