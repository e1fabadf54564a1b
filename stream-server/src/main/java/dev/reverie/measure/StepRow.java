package dev.reverie.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One line of the result.
 *
 * @param engine who ran
 * @param network what it ran
 * @param layer where that was cut
 * @param size of the picture, {@code WIDTHxHEIGHT}
 * @param precision the numbers it computed with
 * @param threads it was allowed
 * @param msMin its best step
 * @param msMedian its usual step
 * @param ratio its median over that of PyTorch in float32, in the better of its two layouts, at the
 *     same size in the same run; null where that did not run
 * @param busy how many other processes kept a core busy meanwhile; left out where none did
 */
public record StepRow(
    String engine,
    String network,
    String layer,
    String size,
    String precision,
    int threads,
    @JsonProperty("ms_min") double msMin,
    @JsonProperty("ms_median") double msMedian,
    @JsonProperty("ratio_to_pytorch_f32") @Nullable Double ratio,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer busy) {

  /**
   * The same with the ratios, which want all lines of one size.
   *
   * @param reference which of them the others are put in relation to; of several, the fastest
   */
  public static List<StepRow> related(List<StepRow> rows, Predicate<StepRow> reference) {
    Optional<Double> millis =
        rows.stream().filter(reference).map(StepRow::msMedian).min(Double::compare);
    return rows.stream().map(row -> row.relatedTo(millis)).toList();
  }

  private StepRow relatedTo(Optional<Double> reference) {
    return new StepRow(
        engine,
        network,
        layer,
        size,
        precision,
        threads,
        msMin,
        msMedian,
        reference.map(ms -> msMedian / ms).orElse(null),
        busy);
  }

  /** What {@link #toString} has in its columns. */
  public static String heading() {
    return "%-24s %-10s %-14s %-9s %-9s %7s %9s %10s %12s"
        .formatted(
            "engine",
            "network",
            "layer",
            "size",
            "precision",
            "threads",
            "ms min",
            "ms median",
            "to pytorch");
  }

  /** One line of a table. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-24s %-10s %-14s %-9s %-9s %7d %9.2f %10.2f %12s",
        engine,
        network,
        layer,
        size,
        precision,
        threads,
        msMin,
        msMedian,
        ratio == null ? "-" : String.format(Locale.ROOT, "%.3f", ratio));
  }
}
