package dev.reverie.capture;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.javacv.OpenCVFrameGrabber;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_videoio;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A camera, through JavaCV's grabber on OpenCV: Video4Linux on Linux, whatever the system has
 * elsewhere.
 *
 * <p>The grabber is run in trigger mode with nothing buffered ahead: a trigger then waits for the
 * camera's next picture and the grab that follows hands out that very one. Its ordinary mode would
 * hand out the picture before.
 */
final class CameraSource implements FrameSource {
  private static final Logger LOG = LoggerFactory.getLogger(CameraSource.class);

  /** Drivers take their time over the first picture. */
  private static final long READ_PATIENCE_NANOS = 3_500_000_000L;

  /**
   * Makes a trigger read zero pictures before the one that counts; JavaCV reads one more than this.
   */
  private static final int NOTHING_AHEAD = -1;

  private final String device;
  private final Settings settings;
  private final Cameras cameras;
  private final int backend;
  private final OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat();
  private @Nullable OpenCVFrameGrabber grabber;

  CameraSource(String device, Settings settings, Cameras cameras) {
    this(
        device,
        settings,
        cameras,
        cameras.linux() ? opencv_videoio.CAP_V4L2 : opencv_videoio.CAP_ANY);
  }

  /**
   * @param backend OpenCV's number of the driver layer to use
   */
  CameraSource(String device, Settings settings, Cameras cameras, int backend) {
    this.device = device;
    this.settings = settings;
    this.cameras = cameras;
    this.backend = backend;
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
    requireOpens(path);
    OpenCVFrameGrabber opened =
        path.matches("\\d+")
            ? new OpenCVFrameGrabber(Integer.parseInt(path))
            : new OpenCVFrameGrabber(path, backend);
    grabber = opened;
    String format = settings.cameraFormat();
    String code = format.equalsIgnoreCase("auto") ? "MJPG" : format.toUpperCase(Locale.ROOT);
    opened.setFormat(code);
    opened.setImageWidth(settings.cameraWidth());
    opened.setImageHeight(settings.cameraHeight());
    opened.setFrameRate(settings.cameraFps());
    opened.setTriggerMode(true);
    opened.setNumBuffers(NOTHING_AHEAD);
    try {
      opened.start();
    } catch (FrameGrabber.Exception e) {
      throw new SourceException(name() + " opens but gives no picture (" + e.getMessage() + ")", e);
    }
    String given = fourcc(opened.getOption(opencv_videoio.CAP_PROP_FOURCC));
    String note =
        format.equalsIgnoreCase("auto") || given.equals(code)
            ? null
            : "the camera does not offer " + code + " and gives " + given;
    return new SourceFormat(
        name(),
        (int) opened.getOption(opencv_videoio.CAP_PROP_FRAME_WIDTH),
        (int) opened.getOption(opencv_videoio.CAP_PROP_FRAME_HEIGHT),
        Math.max(0, opened.getOption(opencv_videoio.CAP_PROP_FPS)),
        note);
  }

  /**
   * The grabber would try for ten seconds to read from a camera that does not open, and then not
   * say so.
   */
  private void requireOpens(String path) throws SourceException {
    try (VideoCapture trial =
        path.matches("\\d+")
            ? new VideoCapture(Integer.parseInt(path), backend)
            : new VideoCapture(path, backend)) {
      boolean works = trial.isOpened();
      trial.release();
      if (!works) {
        throw new SourceException(
            name() + " does not open; is another program using it, or is it not a camera?");
      }
    }
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
    OpenCVFrameGrabber opened = opened();
    return "%dx%d at %.0f fps, %s"
        .formatted(
            (int) opened.getOption(opencv_videoio.CAP_PROP_FRAME_WIDTH),
            (int) opened.getOption(opencv_videoio.CAP_PROP_FRAME_HEIGHT),
            Math.max(0, opened.getOption(opencv_videoio.CAP_PROP_FPS)),
            fourcc(opened.getOption(opencv_videoio.CAP_PROP_FOURCC)));
  }

  @Override
  @SuppressWarnings("try") // the scope works by being open
  public boolean read(Mat into) throws SourceException {
    // What the grabber makes for every picture is freed with the scope.
    try (PointerScope scope = new PointerScope()) {
      OpenCVFrameGrabber opened = opened();
      opened.trigger();
      Frame frame = opened.grab();
      Mat picture = converter.convert(frame);
      if (picture == null || picture.empty()) {
        throw new SourceException(name() + " gives empty pictures; unplug it and plug it in again");
      }
      picture.copyTo(into);
    } catch (FrameGrabber.Exception e) {
      throw new SourceException(name() + " gives no pictures any more; is it still plugged in?", e);
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

  private static String fourcc(double property) {
    StringBuilder code = new StringBuilder();
    for (int value = (int) property; value != 0; value >>>= 8) {
      int letter = value & 0xff;
      code.append(letter > ' ' && letter < 0x7f ? (char) letter : '?');
    }
    return code.isEmpty() ? "unknown" : code.toString();
  }

  private OpenCVFrameGrabber opened() {
    if (grabber == null) {
      throw new IllegalStateException("not open");
    }
    return grabber;
  }

  @Override
  public void close() {
    OpenCVFrameGrabber opened = grabber;
    grabber = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (FrameGrabber.Exception e) {
        LOG.debug("{} did not close cleanly", name(), e);
      }
    }
  }
}
