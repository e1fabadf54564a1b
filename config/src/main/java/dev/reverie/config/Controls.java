package dev.reverie.config;

import java.util.Map;

/**
 * The live controls: one immutable value, swapped as a whole. This record is the table of controls:
 * a component is a control, and its {@link Knob} drives the command line, the REST schema, the
 * page's widgets, validation and the docs.
 */
public record Controls(
    @Knob(
            group = "Dream",
            value = "dreamnet",
            help = "Network that dreams: dreamnet is built in, others need their weights.")
        String model,
    @Knob(
            group = "Dream",
            value = "auto",
            help = "Layer (or dreamnet mood) to dream on; auto is the model's own best.")
        String layer,
    @Knob(
            group = "Dream",
            value = "mean",
            choices = {"mean", "l2", "channel"},
            help =
                "What to maximise: the layer's mean, the mean of its squares, or one channel's mean.")
        String objective,
    @Knob(
            group = "Dream",
            value = "0",
            max = 4095,
            help = "Channel of the layer that objective 'channel' brings out.")
        int channel,
    @Knob(
            group = "Dream",
            value = "auto",
            choices = {"auto", "float32", "bfloat16"},
            help =
                "Numbers to compute with: auto is what is fastest here, float32 is exact, bfloat16 is coarser and needs a CPU with AMX.")
        String precision,
    @Knob(
            group = "Ascent",
            value = "3",
            max = 100000,
            by = 0.1,
            unit = "levels",
            help =
                "Length of a gradient step, in brightness levels of 255 (raw gradient units when normalize is off).")
        double step,
    @Knob(
            group = "Ascent",
            value = "1",
            min = 1,
            max = 20,
            unit = "per tick",
            help = "Gradient steps per dream tick.")
        int steps,
    @Knob(
            group = "Ascent",
            value = "on",
            help =
                "Divide the gradient by its root mean square, so that a step means the same on every layer.")
        boolean normalize,
    @Knob(
            group = "Ascent",
            value = "2",
            min = 1,
            max = 6,
            help = "Scales that the dream is drawn at, coarse to fine.")
        int octaves,
    @Knob(
            group = "Ascent",
            value = "1.4",
            min = 1.1,
            max = 2,
            by = 0.05,
            help = "Size ratio from one octave to the next.")
        double octaveScale,
    @Knob(
            group = "Ascent",
            value = "8",
            max = 64,
            unit = "px",
            help = "Largest random roll of the image before each step; hides the network's grid.")
        int jitter,
    @Knob(
            group = "Ascent",
            value = "256",
            min = 64,
            max = 1280,
            by = 16,
            unit = "px",
            help =
                "Width of the small picture that is dreamed on; its height follows the frame's shape.")
        int size,
    @Knob(
            group = "Life",
            value = "0.92",
            max = 1,
            by = 0.01,
            help = "Share of the dream that is carried to the next tick; lower forgets faster.")
        double decay,
    @Knob(
            group = "Life",
            value = "1",
            max = 3,
            by = 0.05,
            help = "How strongly the dream is laid over the picture.")
        double intensity,
    @Knob(
            group = "Life",
            value = "0.7",
            max = 0.98,
            by = 0.01,
            help =
                "Smoothing of the dream over time: share of the last output's dream kept in the next.")
        double blend,
    @Knob(
            group = "Output",
            value = "30",
            min = 1,
            max = 60,
            unit = "fps",
            help = "Pictures sent per second.")
        int fps,
    @Knob(
            group = "Output",
            value = "85",
            min = 20,
            max = 100,
            by = 1,
            unit = "%",
            help = "JPEG quality of the stream.")
        int quality) {

  /** The table that this record's components declare. */
  public static Table<Controls> table() {
    return Table.of(Controls.class);
  }

  /** Every control at its default. */
  public static Controls defaults() {
    return table().build(Map.of());
  }

  /**
   * These controls with some values replaced, all or none.
   *
   * @param changes raw values by control name
   * @throws InvalidValueException for the first unknown name or value out of range; then nothing is
   *     changed
   */
  public Controls with(Map<String, ?> changes) {
    return table().change(this, changes);
  }
}
