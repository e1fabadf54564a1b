package dev.reverie.video;

import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVHWFramesContext;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in a graphics card's memory, for the encoder that takes them only there (VA-API). One
 * thread. Owns them.
 */
final class Surfaces implements AutoCloseable {
  /** The encoder keeps the one before as its reference; the rest is room to breathe. */
  private static final int POOL = 8;

  private final AVBufferRef device = new AVBufferRef(null);
  private @Nullable AVBufferRef pool;
  private final AVFrame frame = avutil.av_frame_alloc();

  /**
   * @param width even
   * @param height even
   * @throws VideoException if there is no such card
   */
  Surfaces(int width, int height) throws VideoException {
    int status =
        avutil.av_hwdevice_ctx_create(
            device, avutil.AV_HWDEVICE_TYPE_VAAPI, (String) null, (AVDictionary) null, 0);
    if (status >= 0) {
      AVBufferRef allocated = avutil.av_hwframe_ctx_alloc(device);
      pool = allocated;
      try (AVHWFramesContext shape = new AVHWFramesContext(allocated.data())) {
        shape.format(avutil.AV_PIX_FMT_VAAPI).sw_format(avutil.AV_PIX_FMT_NV12);
        shape.width(width).height(height).initial_pool_size(POOL);
      }
      status = avutil.av_hwframe_ctx_init(allocated);
    }
    if (status < 0) {
      close();
      throw new VideoException("no graphics card that takes pictures: " + FfmpegWords.of(status));
    }
  }

  /** The pool, for the encoder's context, which needs a reference of its own. */
  AVBufferRef newReference() {
    return avutil.av_buffer_ref(pool);
  }

  /**
   * Copies a picture to the card.
   *
   * @return belongs to this object
   */
  AVFrame upload(AVFrame picture) throws VideoException {
    avutil.av_frame_unref(frame);
    int status = avutil.av_hwframe_get_buffer(pool, frame, 0);
    if (status >= 0) {
      status = avutil.av_hwframe_transfer_data(frame, picture, 0);
    }
    if (status >= 0) {
      status = avutil.av_frame_copy_props(frame, picture);
    }
    if (status < 0) {
      throw new VideoException("the graphics card took no picture: " + FfmpegWords.of(status));
    }
    return frame;
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
    if (pool != null) {
      avutil.av_buffer_unref(pool);
      pool = null;
    }
    if (!device.isNull()) {
      avutil.av_buffer_unref(device);
    }
  }
}
