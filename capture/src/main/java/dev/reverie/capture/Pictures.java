package dev.reverie.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Still pictures in files. */
final class Pictures {
  /** For people. */
  static final String FORMATS = "JPEG, PNG, WebP, BMP, TIFF, AVIF and PNM pictures";

  /** Files beyond this size are no photos. */
  private static final long MAX_BYTES = 512L << 20;

  private static final int MAGIC_BYTES = 16;

  private Pictures() {}

  /** The pictures of a folder, by name, without its sub-folders and hidden files. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .filter(Pictures::isPicture)
          .sorted()
          .toList();
    }
  }

  /** Whether a file's first bytes are those of a picture format (and not of a video). */
  static boolean isPicture(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".mjpg") || name.endsWith(".mjpeg")) {
      return false; // JPEG after JPEG in one file: a video
    }
    String magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = new String(in.readNBytes(MAGIC_BYTES), ISO_8859_1);
    } catch (IOException e) {
      return false; // whoever opens it next says why
    }
    return magic.startsWith("\u00ff\u00d8\u00ff")
        || magic.startsWith("\u0089PNG\r\n")
        || magic.startsWith("BM")
        || magic.startsWith("II*\0")
        || magic.startsWith("MM\0*")
        || (magic.startsWith("RIFF") && magic.startsWith("WEBP", 8))
        || magic.startsWith("ftypavif", 4)
        || magic.matches("(?s)P[1-6]\\s.*");
  }

  /**
   * Reads a picture, turned upright as its EXIF data says, and scales it as {@code fit} wants.
   *
   * @param into becomes an 8-bit BGR picture
   */
  static void read(Path file, Fit fit, Mat into) throws SourceException {
    byte[] bytes;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SourceException(file.getFileName() + " is too large for a still (over 512 MB)");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw e instanceof SourceException known ? known : gone(file, e);
    }
    // Decoded from memory, because OpenCV takes file names only in the platform's own encoding.
    try (BytePointer data = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, opencv_core.CV_8UC1, data);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
      if (decoded.empty()) {
        throw new SourceException(
            file.getFileName() + " cannot be read as a picture: it is damaged");
      }
      Fit.Dimensions target = fit.decodedSize(decoded.cols(), decoded.rows());
      try (Size size = new Size(target.width(), target.height())) {
        opencv_imgproc.resize(decoded, into, size, 0, 0, opencv_imgproc.INTER_AREA);
      }
    } catch (RuntimeException e) {
      throw new SourceException(file.getFileName() + " cannot be read as a picture", e);
    }
  }

  private static SourceException gone(Path file, IOException e) {
    return new SourceException(
        Files.exists(file)
            ? file.getFileName() + " cannot be read: " + e.getMessage()
            : file.getFileName() + " is not there any more",
        e);
  }
}
