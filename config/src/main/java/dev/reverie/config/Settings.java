package dev.reverie.config;

import java.util.Map;

/**
 * What is fixed when the program starts. A component is a setting and its {@link Knob} declares it,
 * exactly as in {@link Controls}.
 */
public record Settings(
    @Knob(
            group = "Source",
            value = "auto",
            help =
                "auto (first working camera, else demo), camera:N, camera:/dev/videoN, demo, a file, a folder of stills, or a URL.")
        String source,
    @Knob(
            group = "Source",
            value = "1280",
            min = 64,
            max = 7680,
            unit = "px",
            help = "Width asked of a camera, and of the demo scene.")
        int cameraWidth,
    @Knob(
            group = "Source",
            value = "720",
            min = 48,
            max = 4320,
            unit = "px",
            help = "Height asked of a camera, and of the demo scene.")
        int cameraHeight,
    @Knob(
            group = "Source",
            value = "30",
            min = 1,
            max = 240,
            unit = "fps",
            help = "Frame rate asked of a camera, and of stills and the demo scene.")
        int cameraFps,
    @Knob(
            group = "Source",
            value = "auto",
            help =
                "Pixel format asked of a camera as a four-letter code, for example MJPG or YUYV; auto tries MJPG.")
        String cameraFormat,
    @Knob(
            group = "Source",
            value = "off",
            help = "Mirror the picture left to right, as in a looking-glass.")
        boolean mirror,
    @Knob(
            group = "Source",
            value = "0",
            choices = {"0", "90", "180", "270"},
            help = "Turn the picture clockwise by so many degrees.")
        String rotate,
    @Knob(
            group = "Source",
            value = "source",
            help = "Crop to a shape, as W:H (for example 16:9); source keeps the picture's own.")
        String aspect,
    @Knob(
            group = "Output",
            value = "1280",
            min = 64,
            max = 3840,
            unit = "px",
            help = "Largest width of the output picture.")
        int width,
    @Knob(
            group = "Output",
            value = "720",
            min = 48,
            max = 2160,
            unit = "px",
            help = "Largest height of the output picture.")
        int height,
    @Knob(
            group = "Server",
            value = "127.0.0.1",
            help =
                "Address to listen on; anything but loopback needs the operator token for changes.")
        String host,
    @Knob(
            group = "Server",
            value = "8080",
            max = 65535,
            help = "Port to listen on; 0 picks a free one.")
        int port,
    @Knob(
            group = "Server",
            value = "on",
            help = "Open the page in this machine's browser, where there is one.")
        boolean browser,
    @Knob(
            group = "Server",
            value = "64",
            min = 1,
            max = 10000,
            help = "Most viewers at once; further ones get 503.")
        int viewers,
    @Knob(
            group = "Server",
            value = "",
            secret = true,
            help =
                "Secret that changes need when listening beyond loopback; empty makes one up and prints it.")
        String operatorToken,
    @Knob(
            group = "Server",
            value = "65536",
            min = 4096,
            max = 4194304,
            unit = "bytes",
            help =
                "Kernel send buffer of a viewer's connection; small keeps slow viewers close to now.")
        int sendBuffer,
    @Knob(
            group = "Presets",
            value = "",
            help =
                "JSON file that your presets are kept in; empty is reverie/presets.json in the user's configuration folder.")
        String presetsFile,
    @Knob(
            group = "Dream",
            value = "",
            help =
                "Folder of model weights (NAME.safetensors or Keras .h5), searched before the cache.")
        String modelsDir,
    @Knob(
            group = "Dream",
            value = "",
            help =
                "Folder that downloaded weights are kept in; empty is reverie/models in the user's cache folder.")
        String modelsCache,
    @Knob(
            group = "Dream",
            value = "auto",
            choices = {"auto", "onednn", "winograd", "nd4j"},
            help =
                "What computes the dream; auto measures what is fastest on this machine, and goes on with the next if one fails.")
        String engine,
    @Knob(
            group = "Dream",
            value = "0",
            max = 256,
            unit = "threads",
            help =
                "Compute threads; 0 measures how many are best beside the live picture, and takes all cores for stills.")
        int threads,
    @Knob(
            group = "Dream",
            value = "1",
            max = 2147483647,
            help = "Seed of everything random: jitter and the demo scene.")
        int seed) {

  /** The table that this record's components declare. */
  public static Table<Settings> table() {
    return Table.of(Settings.class);
  }

  /** Every setting at its default. */
  public static Settings defaults() {
    return table().build(Map.of());
  }

  /** These settings with some values replaced, all or none; see {@link Controls#with}. */
  public Settings with(Map<String, ?> changes) {
    return table().change(this, changes);
  }

  /** The values by name, fit for a log: secrets are masked. */
  @Override
  public String toString() {
    return "Settings" + table().describe(this);
  }
}
