package dev.reverie.app;

import dev.reverie.dream.ascent.PictureSize;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands that make stills have in common. */
final class StillOptions {
  /** The classic still: ten steps on each of four octaves. */
  static final Map<String, String> DEFAULTS = Map.of("steps", "10", "octaves", "4");

  private static final int SMALLEST = 32;
  private static final int LARGEST = 8192;

  private StillOptions() {}

  /** Adds the options of plain ascent, which the figure is drawn with. */
  static void addPlain(CommandSpec command) {
    TableOptions.add(
        command,
        "model",
        "objective",
        "channel",
        "step",
        "normalize",
        "precision",
        "engine",
        "threads",
        "models-dir",
        "models-cache");
  }

  /** Adds all options that make a still. */
  static void add(CommandSpec command) {
    TableOptions.add(
        command,
        "model",
        "layer",
        "objective",
        "channel",
        "step",
        "steps",
        "normalize",
        "octaves",
        "octave-scale",
        "jitter",
        "seed",
        "precision",
        "engine",
        "threads",
        "models-dir",
        "models-cache");
  }

  /** Reads {@code WxH}. */
  static PictureSize size(String text) {
    return PictureSize.parse(text, SMALLEST, LARGEST);
  }
}
