package dev.reverie.video;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Pictures that carry their number, and what a player makes of a file of them. The number stands in
 * sixteen black or white bars in the upper half, which outlive any compression; the lower half is
 * one colour.
 *
 * @param shown in the order of playing
 * @param width in pixels
 * @param height in pixels
 * @param seconds as the container says
 * @param codec FFmpeg's name
 */
record Clip(List<Shown> shown, int width, int height, double seconds, String codec) {
  private static final int BITS = 16;
  private static final int WHITE = 128;

  /**
   * A picture as it was played.
   *
   * @param number that it carries
   * @param rgb of its lower half
   * @param nanos when it is due
   */
  record Shown(int number, int rgb, long nanos) {}

  /** A picture with its number and a colour, as 0xRRGGBB. */
  static Mat picture(int width, int height, int number, int rgb) {
    Mat picture =
        new Mat(
            height,
            width,
            opencv_core.CV_8UC3,
            new Scalar(rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16 & 0xff, 0));
    for (int bit = 0; bit < BITS; bit++) {
      int level = (number >> bit & 1) * 255;
      try (Rect bar = new Rect(bit * width / BITS, 0, width / BITS, height / 2);
          Mat view = new Mat(picture, bar);
          Scalar colour = new Scalar(level, level, level, 0);
          Mat fill = new Mat(view.size(), view.type(), colour)) {
        fill.copyTo(view);
      }
    }
    return picture;
  }

  /** Plays a file to its end, with JavaCV. */
  static Clip play(Path file) throws Exception {
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    List<Shown> shown = new ArrayList<>();
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile());
        OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      grabber.start();
      for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
        shown.add(look(converter.convert(frame), grabber.getTimestamp() * 1000));
      }
      return new Clip(
          List.copyOf(shown),
          grabber.getImageWidth(),
          grabber.getImageHeight(),
          grabber.getLengthInTime() / 1e6,
          grabber.getVideoCodecName());
    }
  }

  private static Shown look(Mat picture, long nanos) {
    try (UByteIndexer pixels = picture.createIndexer()) {
      int number = 0;
      for (int bit = 0; bit < BITS; bit++) {
        int x = bit * picture.cols() / BITS + picture.cols() / BITS / 2;
        number |= (pixels.get(picture.rows() / 4, x, 1) > WHITE ? 1 : 0) << bit;
      }
      int y = picture.rows() * 3 / 4;
      int x = picture.cols() / 2;
      int rgb = pixels.get(y, x, 2) << 16 | pixels.get(y, x, 1) << 8 | pixels.get(y, x, 0);
      return new Shown(number, rgb, nanos);
    }
  }

  /** The numbers of the pictures, in order. */
  List<Integer> numbers() {
    return shown.stream().map(Shown::number).toList();
  }

  /** The last picture's number. */
  int last() {
    return shown.get(shown.size() - 1).number();
  }
}
