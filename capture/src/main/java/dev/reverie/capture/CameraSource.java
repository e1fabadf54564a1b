package dev.reverie.capture;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.jspecify.annotations.Nullable;

/** A camera, through OpenCV: Video4Linux on Linux, whatever the system has elsewhere. */
final class CameraSource implements FrameSource {
  /** Drivers take their time over the first picture. */
  private static final long READ_PATIENCE_NANOS = 3_500_000_000L;

  /** Every backend of OpenCV's opens cameras by number, and only some by name. */
  private static final Pattern NUMBERED = Pattern.compile("(?:/dev/video)?(\\d+)");

  private final String device;
  private final Settings settings;
  private final Cameras cameras;
  private @Nullable VideoCapture capture;

  CameraSource(String device, Settings settings, Cameras cameras) {
    this.device = device;
    this.settings = settings;
    this.cameras = cameras;
  }

  /**
   * Refuses a pixel format that is none.
   *
   * @throws InvalidValueException if {@code format} is neither {@code auto} nor four characters
   */
  static void checkFormat(String format) {
    if (!format.equalsIgnoreCase("auto") && !format.matches("[\\x21-\\x7e]{4}")) {
      throw new InvalidValueException(
          "camera-format", format, "auto, or a code of four letters such as MJPG or YUYV", "");
    }
  }

  @Override
  public SourceFormat open() throws SourceException {
    String path = cameras.resolve(device);
    if (cameras.linux()) {
      path = check(Path.of(path));
    }
    VideoCapture opened = new VideoCapture();
    capture = opened;
    int backend = cameras.linux() ? opencv_videoio.CAP_V4L2 : opencv_videoio.CAP_ANY;
    Matcher number = NUMBERED.matcher(path);
    boolean works =
        number.matches()
            ? opened.open(Integer.parseInt(number.group(1)), backend)
            : opened.open(path, backend);
    if (!works) {
      throw new SourceException(
          name() + " does not open; is another program using it, or is it not a camera?");
    }
    String format = settings.cameraFormat();
    String code = format.equalsIgnoreCase("auto") ? "MJPG" : format.toUpperCase(Locale.ROOT);
    // The format comes first: it decides which sizes and rates there are.
    opened.set(opencv_videoio.CAP_PROP_FOURCC, fourcc(code));
    opened.set(opencv_videoio.CAP_PROP_FRAME_WIDTH, settings.cameraWidth());
    opened.set(opencv_videoio.CAP_PROP_FRAME_HEIGHT, settings.cameraHeight());
    opened.set(opencv_videoio.CAP_PROP_FPS, settings.cameraFps());
    String given = fourcc(opened.get(opencv_videoio.CAP_PROP_FOURCC));
    String note =
        format.equalsIgnoreCase("auto") || given.equals(code)
            ? null
            : "the camera does not offer " + code + " and gives " + given;
    return new SourceFormat(
        name(),
        (int) opened.get(opencv_videoio.CAP_PROP_FRAME_WIDTH),
        (int) opened.get(opencv_videoio.CAP_PROP_FRAME_HEIGHT),
        Math.max(0, opened.get(opencv_videoio.CAP_PROP_FPS)),
        note);
  }

  /** Says what stands in the way; returns the device's own path, which links may lead to. */
  private String check(Path path) throws SourceException {
    if (!Files.exists(path)) {
      String others =
          cameras.list().stream().map(Cameras.Found::title).collect(Collectors.joining(", "));
      throw new SourceException(
          name()
              + " is not there; "
              + (others.isEmpty() ? "no camera is plugged in" : "there is " + others));
    }
    if (!Files.isReadable(path) || !Files.isWritable(path)) {
      throw new SourceException(
          name()
              + " may not be used by this user; add the user to the group 'video' and log in again");
    }
    try {
      return path.toRealPath().toString();
    } catch (IOException e) {
      throw new SourceException(name() + " has just gone", e);
    }
  }

  /** Size, rate and format of the frames, for people. */
  String mode() {
    VideoCapture opened = opened();
    return "%dx%d at %.0f fps, %s"
        .formatted(
            (int) opened.get(opencv_videoio.CAP_PROP_FRAME_WIDTH),
            (int) opened.get(opencv_videoio.CAP_PROP_FRAME_HEIGHT),
            Math.max(0, opened.get(opencv_videoio.CAP_PROP_FPS)),
            fourcc(opened.get(opencv_videoio.CAP_PROP_FOURCC)));
  }

  @Override
  public boolean read(Mat into) throws SourceException {
    if (!opened().read(into) || into.empty()) {
      throw new SourceException(name() + " gives no pictures any more; is it still plugged in?");
    }
    if (into.depth() != opencv_core.CV_8U) {
      // Infrared and depth cameras: the sixteen bits' upper half.
      into.convertTo(into, opencv_core.CV_8U, 1 / 256.0, 0);
    }
    if (into.channels() == 1) {
      opencv_imgproc.cvtColor(into, into, opencv_imgproc.COLOR_GRAY2BGR);
    }
    return true;
  }

  @Override
  public long readPatience() {
    return READ_PATIENCE_NANOS;
  }

  private String name() {
    return new SourceSpec.Camera(device).name();
  }

  private static int fourcc(String code) {
    int value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | code.charAt(i);
    }
    return value;
  }

  private static String fourcc(double property) {
    StringBuilder code = new StringBuilder();
    for (int value = (int) property; value != 0; value >>>= 8) {
      int letter = value & 0xff;
      code.append(letter > ' ' && letter < 0x7f ? (char) letter : '?');
    }
    return code.isEmpty() ? "unknown" : code.toString();
  }

  private VideoCapture opened() {
    if (capture == null) {
      throw new IllegalStateException("not open");
    }
    return capture;
  }

  @Override
  public void close() {
    if (capture != null) {
      capture.release();
      capture.close();
      capture = null;
    }
  }
}
