package dev.reverie.video;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A picture in the colours of video: BT.709, 16 to 235, half the resolution for colour. One thread.
 * Owns its picture.
 */
final class YuvPicture implements AutoCloseable {
  private final AVFrame frame;
  private final SwsContext scaler;
  private final PointerPointer<?> planes = new PointerPointer<>(1);
  private final IntPointer strides = new IntPointer(1);

  /**
   * @param width even
   * @param height even
   * @param pixelFormat {@code AV_PIX_FMT_YUV420P} or {@code AV_PIX_FMT_NV12}
   */
  YuvPicture(int width, int height, int pixelFormat) throws VideoException {
    frame = avutil.av_frame_alloc();
    frame.width(width).height(height).format(pixelFormat);
    frame.colorspace(avutil.AVCOL_SPC_BT709).color_range(avutil.AVCOL_RANGE_MPEG);
    frame.color_primaries(avutil.AVCOL_PRI_BT709).color_trc(avutil.AVCOL_TRC_BT709);
    int status = avutil.av_frame_get_buffer(frame, 0);
    scaler =
        swscale.sws_getContext(
            width,
            height,
            avutil.AV_PIX_FMT_BGR24,
            width,
            height,
            pixelFormat,
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (status < 0 || scaler == null || scaler.isNull()) {
      close();
      throw new VideoException(
          "no memory for a " + width + "x" + height + " video picture: use a smaller output");
    }
    IntPointer bt709 = swscale.sws_getCoefficients(swscale.SWS_CS_ITU709);
    int one = 1 << 16; // brightness 0, contrast and saturation 1, in 16.16 fixed point
    swscale.sws_setColorspaceDetails(scaler, bt709, 1, bt709, 0, 0, one, one);
  }

  /**
   * Converts a picture.
   *
   * @param bgr 8-bit BGR, at least as large; what is over is cut off at the right and the bottom
   * @return belongs to this object
   */
  AVFrame convert(Mat bgr) throws VideoException {
    // An encoder may still hold on to the picture before.
    int status = avutil.av_frame_make_writable(frame);
    if (status < 0) {
      throw new VideoException("a picture could not be prepared: " + FfmpegWords.of(status));
    }
    planes.put(0, bgr.data());
    strides.put(0, (int) bgr.step(0));
    swscale.sws_scale(scaler, planes, strides, 0, frame.height(), frame.data(), frame.linesize());
    return frame;
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
    swscale.sws_freeContext(scaler);
    planes.close();
    strides.close();
  }
}
