package dev.reverie.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4 by its published grammar, and refuses whatever a lenient
 * reader would forgive: families in pieces, samples without a type, counters without {@code
 * _total}, buckets that do not add up.
 */
public final class Exposition {
  private static final Pattern HELP =
      Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\]|\\\\\\\\|\\\\n)*)");
  private static final Pattern TYPE =
      Pattern.compile(
          "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\\\\\|\\\\\"|\\\\n)*)\"(,|$)");

  /**
   * A family.
   *
   * @param samples by full name and labels as written
   */
  public record Family(String type, String help, Map<String, Double> samples) {}

  private final Map<String, Family> families = new LinkedHashMap<>();
  private String current = "";
  private String help = "";

  private Exposition() {}

  /** The families by name, in order. */
  public static Map<String, Family> parse(String text) {
    require(text.endsWith("\n"), "the last line must end");
    Exposition exposition = new Exposition();
    text.lines().forEach(exposition::line);
    exposition.families.forEach(Exposition::check);
    return exposition.families;
  }

  /** Every sample by its full name and labels. */
  public static Map<String, Double> samples(String text) {
    Map<String, Double> all = new TreeMap<>();
    parse(text).values().forEach(family -> all.putAll(family.samples()));
    return all;
  }

  /** One of {@link #samples}, which has to be there. */
  public static double value(Map<String, Double> samples, String name) {
    Double value = samples.get(name);
    require(value != null, "no " + name + " among " + samples.keySet());
    return value == null ? Double.NaN : value;
  }

  private void line(String line) {
    Matcher helped = HELP.matcher(line);
    Matcher typed = TYPE.matcher(line);
    if (helped.matches()) {
      require(help.isEmpty(), line);
      current = helped.group(1);
      help = helped.group(2);
      require(!help.isBlank(), line);
    } else if (typed.matches()) {
      require(
          typed.group(1).equals(current), "HELP and TYPE of one family belong together: " + line);
      Family before =
          families.put(current, new Family(typed.group(2), help, new LinkedHashMap<>()));
      require(before == null, "a family in pieces: " + line);
      help = "";
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    require(matcher.matches(), "not by the grammar: " + line);
    Family family = Objects.requireNonNull(families.get(current), line);
    String name = matcher.group(1);
    boolean histogram = family.type().equals("histogram");
    require(
        histogram
            ? name.matches(Pattern.quote(current) + "_(bucket|sum|count)")
            : name.equals(current),
        "outside its family: " + line);
    String labels = matcher.group(2);
    if (labels != null) {
      Matcher label = LABEL.matcher(labels);
      int end = 0;
      while (end < labels.length()) {
        require(label.find(end) && label.start() == end, "bad labels: " + line);
        end = label.end();
      }
    }
    String key = labels == null ? name : name + "{" + labels + "}";
    Double before = family.samples().put(key, number(matcher.group(3)));
    require(before == null, "twice: " + line);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void check(String name, Family family) {
    require(!family.samples().isEmpty(), name + " is empty");
    if (family.type().equals("counter")) {
      require(name.endsWith("_total"), name + " is a counter");
      family.samples().values().forEach(value -> require(value >= 0, name + " is below 0"));
    }
    if (family.type().equals("histogram")) {
      double last = 0;
      double bound = Double.NEGATIVE_INFINITY;
      for (Map.Entry<String, Double> sample : family.samples().entrySet()) {
        Matcher bucket = Pattern.compile(".*_bucket\\{le=\"([^\"]+)\"}").matcher(sample.getKey());
        if (bucket.matches()) {
          require(number(bucket.group(1)) > bound, "out of order: " + sample);
          require(sample.getValue() >= last, "not cumulative: " + sample);
          bound = number(bucket.group(1));
          last = sample.getValue();
        }
      }
      require(bound == Double.POSITIVE_INFINITY, name + " has no +Inf bucket");
      Double count = family.samples().get(name + "_count");
      require(count != null && count == last, name + " counts other than its buckets");
      require(family.samples().containsKey(name + "_sum"), name + " has no sum");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
