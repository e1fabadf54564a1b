package dev.reverie.app;

import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.ascent.PictureSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Reads and writes picture files for the commands. */
final class Pictures {
  private static final Set<String> FORMATS =
      Set.of("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff");

  /**
   * More than this and a dream takes minutes and gigabytes; a larger picture is dreamed on smaller.
   */
  private static final int MOST_PIXELS = 1_000_000;

  /** No picture that can be dreamed on is larger than this. */
  private static final long MOST_BYTES = 1L << 30;

  private Pictures() {}

  /**
   * Checks before the work begins that a picture can be written there.
   *
   * @throws InvalidValueException if the ending names no picture format or the folder does not
   *     exist
   */
  static void requireWritable(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!FORMATS.contains(ending)) {
      throw new InvalidValueException(
          "output", file.toString(), "a file that ends in .png, .jpg or .webp", "");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)
        || folder == null
        || !Files.isDirectory(folder)
        || !Files.isWritable(folder)) {
      throw new InvalidValueException(
          "output", file.toString(), "a file in a folder that exists and can be written", "");
    }
  }

  /**
   * Reads a picture.
   *
   * @return 8-bit BGR, owned by the caller
   * @throws InvalidValueException if the file is missing or is not a picture
   */
  static Mat read(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new InvalidValueException(
          "image", file.toString(), "a picture file that exists and can be read", "");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw notAPicture(file);
      }
      return decode(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Decoded from memory, because OpenCV cannot open every path that Java can. */
  private static Mat decode(Path file, byte[] content) {
    if (content.length == 0) {
      throw notAPicture(file);
    }
    Mat picture;
    try (BytePointer bytes = new BytePointer(content);
        Mat encoded = new Mat(1, content.length, opencv_core.CV_8U, bytes)) {
      picture = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
    } catch (RuntimeException e) { // OpenCV's refusals, of pictures of absurd size for one
      throw notAPicture(file);
    }
    if (picture.empty()) {
      picture.close();
      throw notAPicture(file);
    }
    return picture;
  }

  private static InvalidValueException notAPicture(Path file) {
    return new InvalidValueException(
        "image", file.toString(), "a PNG, JPEG, WebP, BMP or TIFF picture", "");
  }

  /** Writes a picture, all of it or nothing; a file of that name is replaced. */
  static void write(Path file, Mat picture) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.'));
    Path part = file.resolveSibling(name + ".part");
    try (BytePointer encoded = new BytePointer()) {
      if (!opencv_imgcodecs.imencode(ending, picture, encoded)) {
        throw new CommandFailure(file + " cannot be encoded; use another format");
      }
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      CommandFailure failure =
          new CommandFailure(file + " cannot be written: " + e.getMessage(), e);
      try {
        Files.deleteIfExists(part);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
  }

  /**
   * The size to dream at where nobody names one: the picture's own, or its shape at a megapixel.
   */
  static PictureSize defaultSize(Mat picture) {
    long pixels = (long) picture.cols() * picture.rows();
    double scale = pixels > MOST_PIXELS ? Math.sqrt((double) MOST_PIXELS / pixels) : 1;
    return new PictureSize(
        Math.max(1, (int) Math.round(picture.cols() * scale)),
        Math.max(1, (int) Math.round(picture.rows() * scale)));
  }

  /** Resamples a picture in place. */
  static void resize(Mat picture, PictureSize size) {
    if (picture.cols() == size.width() && picture.rows() == size.height()) {
      return;
    }
    int method =
        size.width() < picture.cols() ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_CUBIC;
    try (Mat resized = new Mat();
        Size target = new Size(size.width(), size.height())) {
      opencv_imgproc.resize(picture, resized, target, 0, 0, method);
      resized.copyTo(picture);
    }
  }
}
