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
            value = "turns",
            choices = {"turns", "all"},
            help =
                "How octaves share a tick: in turns, one a tick (quick), or all in every tick (even).")
        String octaveOrder,
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
            group = "Ascent",
            value = "auto",
            choices = {"auto", "fixed"},
            help =
                "auto spends less on the dream (size, octaves, steps) while this machine cannot keep the output rate or refresh the dream 8 times a second; fixed always computes what is asked.")
        String quality,
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
            group = "Life",
            value = "on",
            help =
                "Let the dream follow what moves, by optical flow; off leaves it where it was drawn.")
        boolean flow,
    @Knob(
            group = "Life",
            value = "off",
            help =
                "Feed the dream back into itself moved a little: zoom, rotation and drift take effect.")
        boolean feedback,
    @Knob(
            group = "Life",
            value = "4",
            min = -50,
            max = 50,
            by = 0.5,
            unit = "%/s",
            help = "How fast the fed-back dream grows out of the middle; negative shrinks it.")
        double zoom,
    @Knob(
            group = "Life",
            value = "0",
            min = -90,
            max = 90,
            by = 0.5,
            unit = "deg/s",
            help = "How fast the fed-back dream turns, clockwise.")
        double rotation,
    @Knob(
            group = "Life",
            value = "0",
            min = -50,
            max = 50,
            by = 0.5,
            unit = "%/s",
            help = "How fast the fed-back dream drifts to the right, in picture widths.")
        double driftX,
    @Knob(
            group = "Life",
            value = "0",
            min = -50,
            max = 50,
            by = 0.5,
            unit = "%/s",
            help = "How fast the fed-back dream drifts down, in picture widths.")
        double driftY,
    @Knob(
            group = "Autopilot",
            value = "off",
            choices = {"off", "layers"},
            help =
                "Walk by itself through the model's layers (or dreamnet's moods), one after the other.")
        String tour,
    @Knob(
            group = "Autopilot",
            value = "30",
            min = 2,
            max = 3600,
            unit = "s",
            help = "How long the tour stays with a layer.")
        double tourSeconds,
    @Knob(
            group = "Autopilot",
            value = "off",
            choices = {"off", "still", "moving"},
            help =
                "What movement does: still dreams while the scene is still and clears when it moves, moving the other way round.")
        String motion,
    @Knob(
            group = "Autopilot",
            value = "2",
            min = 0.1,
            max = 50,
            by = 0.1,
            unit = "%",
            help = "Share of the picture that has to change for it to count as movement.")
        double motionThreshold,
    @Knob(
            group = "Autopilot",
            value = "0.5",
            min = 0.05,
            max = 30,
            by = 0.05,
            unit = "s",
            help = "How quickly movement takes effect.")
        double motionAttack,
    @Knob(
            group = "Autopilot",
            value = "3",
            min = 0.05,
            max = 120,
            by = 0.05,
            unit = "s",
            help = "How quickly it wears off once the scene is still.")
        double motionRelease,
    @Knob(
            group = "Autopilot",
            value = "10",
            max = 240,
            by = 0.5,
            unit = "min",
            help =
                "Minutes without movement until the picture begins to play by itself, so that it never looks frozen; 0 is never.")
        double idle,
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
            value = "on",
            help =
                "Limit flashes to what photosensitive viewers can bear (WCAG 2.3.1), whatever the dream and the camera do.")
        boolean flash,
    @Knob(
            group = "Output",
            value = "85",
            min = 20,
            max = 100,
            by = 1,
            unit = "%",
            help = "JPEG quality of the stream.")
        int jpegQuality) {

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
