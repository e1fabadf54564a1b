package dev.reverie.video;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Encodes pictures of one size as H.264, each as soon as it comes: no picture refers to a later
 * one, and the parameters that a decoder needs stand apart ({@code extradata}), as MP4 and RTMP
 * want them. Uses FFmpeg's own interface, because JavaCV's recorder neither tries encoders, nor can
 * be interrupted, nor keeps the pictures' own times. One thread. Owns its native memory.
 */
final class H264Encoder implements AutoCloseable {
  /** Ticks a second in packets' times: those of MPEG transport streams. */
  static final int TICKS = 90_000;

  private static final double NANOS_PER_TICK = 1e9 / TICKS;

  /** Key frames are asked for by time; this many seconds' worth of pictures only bound it. */
  private static final int LONGEST_GROUP_SECONDS = 10;

  private final EncoderKind kind;
  private final long bits;
  private final AVCodecContext context;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private @Nullable YuvPicture yuv;
  private @Nullable Surfaces surfaces;

  private H264Encoder(EncoderKind kind, AVCodec codec, long bits) {
    this.kind = kind;
    this.bits = bits;
    context = avcodec.avcodec_alloc_context3(codec);
  }

  /**
   * @param width even
   * @param height even
   * @param bits per second
   * @throws VideoException if this machine or this FFmpeg does not have it, in words
   */
  static H264Encoder open(EncoderKind kind, int width, int height, int fps, long bits)
      throws VideoException {
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(kind.name());
    if (codec == null || codec.isNull()) {
      throw new VideoException("not part of this FFmpeg");
    }
    H264Encoder encoder = new H264Encoder(kind, codec, bits);
    boolean opened = false;
    try {
      encoder.open(codec, width, height, fps);
      opened = true;
      return encoder;
    } finally {
      if (!opened) {
        encoder.close();
      }
    }
  }

  private void open(AVCodec codec, int width, int height, int fps) throws VideoException {
    yuv = new YuvPicture(width, height, kind.pixelFormat());
    context.width(width).height(height);
    context.pix_fmt(kind.pixelFormat());
    try (AVRational tick = avutil.av_make_q(1, TICKS);
        AVRational rate = avutil.av_make_q(fps, 1);
        AVRational square = avutil.av_make_q(1, 1)) {
      context.time_base(tick).framerate(rate).sample_aspect_ratio(square);
    }
    context.colorspace(avutil.AVCOL_SPC_BT709).color_range(avutil.AVCOL_RANGE_MPEG);
    context.color_primaries(avutil.AVCOL_PRI_BT709).color_trc(avutil.AVCOL_TRC_BT709);
    context.bit_rate(bits).rc_max_rate(bits);
    context.rc_buffer_size((int) bits); // a second's worth
    context.max_b_frames(0);
    context.gop_size(LONGEST_GROUP_SECONDS * fps);
    context.thread_count(1);
    context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    if (kind.surfaces()) {
      Surfaces card = new Surfaces(width, height);
      surfaces = card;
      context.pix_fmt(avutil.AV_PIX_FMT_VAAPI).hw_frames_ctx(card.newReference());
    }
    try (AVDictionary options = new AVDictionary(null)) {
      kind.options().forEach((name, value) -> avutil.av_dict_set(options, name, value, 0));
      int status = avcodec.avcodec_open2(context, codec, options);
      avutil.av_dict_free(options);
      if (status < 0) {
        throw new VideoException("does not open here: " + FfmpegWords.of(status));
      }
    }
    if (context.extradata_size() <= 0) {
      throw new VideoException("keeps back the parameters that players need");
    }
  }

  /** FFmpeg's name for it. */
  String name() {
    return kind.name();
  }

  /** Bits per second that it aims at. */
  long bits() {
    return bits;
  }

  /** Whether pictures of this size can go on without a new encoder. */
  boolean fits(Mat picture) {
    return (picture.cols() & ~1) == context.width() && (picture.rows() & ~1) == context.height();
  }

  /** For the container, which copies what it needs. */
  AVCodecContext context() {
    return context;
  }

  /**
   * Hands a picture in; {@link #receive} then gives what became of it.
   *
   * @param bgr 8-bit BGR of a size that {@link #fits}
   * @param nanos its time in the video, more than the one before
   * @param key whether playing has to be able to begin at it
   */
  void send(Mat bgr, long nanos, boolean key) throws VideoException {
    YuvPicture target = yuv;
    if (target == null) {
      throw new IllegalStateException("not open");
    }
    AVFrame frame = target.convert(bgr);
    frame.pts(Math.round(nanos / NANOS_PER_TICK));
    frame.pict_type(key ? avutil.AV_PICTURE_TYPE_I : avutil.AV_PICTURE_TYPE_NONE);
    Surfaces card = surfaces;
    check(avcodec.avcodec_send_frame(context, card == null ? frame : card.upload(frame)));
  }

  /** Tells the encoder that no more pictures come; {@link #receive} gives what it still had. */
  void end() throws VideoException {
    check(avcodec.avcodec_send_frame(context, null));
  }

  /**
   * The next piece of the video.
   *
   * @return valid until the next call; null when there is none yet
   */
  @Nullable AVPacket receive() throws VideoException {
    int status = avcodec.avcodec_receive_packet(context, packet);
    if (status == avutil.AVERROR_EAGAIN() || status == avutil.AVERROR_EOF()) {
      return null;
    }
    check(status);
    return packet;
  }

  private void check(int status) throws VideoException {
    if (status < 0) {
      throw new VideoException(kind.name() + " failed: " + FfmpegWords.of(status));
    }
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
    avcodec.avcodec_free_context(context);
    if (yuv != null) {
      yuv.close();
      yuv = null;
    }
    if (surfaces != null) {
      surfaces.close();
      surfaces = null;
    }
  }
}
