package dev.reverie.capture;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;

/**
 * Turns FFmpeg's pictures, in whatever colour space, shape and size, into upright BGR ones with
 * square pixels at the size in which they are wanted. One thread. Owns its intermediate pictures.
 */
final class PictureConverter implements AutoCloseable {
  /** The scaler's machine code may write up to here beyond a row's end. */
  private static final int ROW_PIXELS = 32;

  private final Fit fit;
  private final Mat padded = new Mat();
  private final Mat lying = new Mat();
  private final PointerPointer<?> planes = new PointerPointer<>(4);
  private final IntPointer strides = new IntPointer(4);
  private @Nullable SwsContext scaler;
  private @Nullable Mat view;
  private int width;
  private int height;
  private int format = -1;
  private int targetWidth;
  private int targetHeight;

  PictureConverter(Fit fit) {
    this.fit = fit;
  }

  /**
   * Converts one picture.
   *
   * @param quarterTurns clockwise, 0 to 3
   * @param into becomes {@code CV_8UC3}
   */
  void convert(AVFrame frame, int quarterTurns, Mat into) throws SourceException {
    if (frame.width() != width || frame.height() != height || frame.format() != format) {
      prepare(frame, quarterTurns % 2 != 0);
    }
    Mat flat = quarterTurns == 0 ? into : lying;
    if (targetWidth % ROW_PIXELS == 0) {
      flat.create(targetHeight, targetWidth, opencv_core.CV_8UC3);
      scale(frame, flat);
    } else {
      scale(frame, padded);
      if (view != null) {
        view.copyTo(flat);
      }
    }
    if (quarterTurns != 0) {
      opencv_core.rotate(flat, into, quarterTurns - 1);
    }
  }

  private void scale(AVFrame frame, Mat target) {
    planes.put(0, target.data());
    strides.put(0, (int) target.step(0));
    swscale.sws_scale(scaler, frame.data(), frame.linesize(), 0, height, planes, strides);
  }

  private void prepare(AVFrame frame, boolean sideways) throws SourceException {
    width = frame.width();
    height = frame.height();
    format = frame.format();
    AVRational pixel = frame.sample_aspect_ratio();
    double squeeze = pixel.num() > 0 && pixel.den() > 0 ? pixel.num() / (double) pixel.den() : 1;
    int shown = Math.max(1, (int) Math.round(width * squeeze));
    Fit.Dimensions upright =
        sideways ? fit.decodedSize(height, shown) : fit.decodedSize(shown, height);
    targetWidth = sideways ? upright.height() : upright.width();
    targetHeight = sideways ? upright.width() : upright.height();
    boolean strong = width > 1.5 * targetWidth;
    swscale.sws_freeContext(scaler);
    scaler =
        swscale.sws_getContext(
            width,
            height,
            format,
            targetWidth,
            targetHeight,
            avutil.AV_PIX_FMT_BGR24,
            strong ? swscale.SWS_AREA : swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null || scaler.isNull()) {
      throw new SourceException("its pictures have a colour format that cannot be converted");
    }
    boolean full = frame.color_range() == avutil.AVCOL_RANGE_JPEG;
    IntPointer coefficients = swscale.sws_getCoefficients(colorSpace(frame));
    swscale.sws_setColorspaceDetails(
        scaler, coefficients, full ? 1 : 0, coefficients, 1, 0, 1 << 16, 1 << 16);
    if (view != null) {
      view.close();
      view = null;
    }
    if (targetWidth % ROW_PIXELS != 0) {
      int stride = (targetWidth + ROW_PIXELS - 1) / ROW_PIXELS * ROW_PIXELS;
      padded.create(targetHeight, stride, opencv_core.CV_8UC3);
      try (Rect rect = new Rect(0, 0, targetWidth, targetHeight)) {
        view = new Mat(padded, rect);
      }
    }
  }

  /** As tagged; untagged video is BT.709 from 720 lines up and BT.601 below, by custom. */
  private static int colorSpace(AVFrame frame) {
    int tagged = frame.colorspace();
    if (tagged == avutil.AVCOL_SPC_UNSPECIFIED || tagged == avutil.AVCOL_SPC_RGB) {
      boolean jpeg = frame.color_range() == avutil.AVCOL_RANGE_JPEG;
      return frame.height() >= 720 && !jpeg ? swscale.SWS_CS_ITU709 : swscale.SWS_CS_ITU601;
    }
    return tagged;
  }

  @Override
  public void close() {
    if (view != null) {
      view.close();
      view = null;
    }
    swscale.sws_freeContext(scaler);
    scaler = null;
    padded.close();
    lying.close();
    planes.close();
    strides.close();
  }
}
