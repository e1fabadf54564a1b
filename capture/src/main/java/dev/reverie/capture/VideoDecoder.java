package dev.reverie.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reverie.config.Clock;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pictures out of a video file or stream, one by one, with FFmpeg. One thread, except for
 * {@link #abort}. Uses FFmpeg's own interface rather than JavaCV's grabber, because that one needs
 * the sound system's libraries, cannot be interrupted and allocates for each frame.
 */
final class VideoDecoder implements AutoCloseable {
  /** Pictures larger than this keep one core busy, so that decoding them deserves two. */
  private static final int LARGE_PIXELS = 1920 * 1088;

  private final Clock clock;
  private final Interrupt interrupt = new Interrupt();
  private @Nullable AVFormatContext input;
  private @Nullable AVCodecContext codec;
  private @Nullable AVPacket packet;
  private @Nullable AVFrame frame;
  private int streamIndex;
  private double tickNanos;
  private double fps;
  private boolean endless;
  private boolean bursty;
  private boolean draining;
  private int rotation;
  private long lost;

  private volatile boolean aborted;
  private volatile long deadline = Long.MAX_VALUE;

  VideoDecoder(Clock clock) {
    this.clock = clock;
  }

  /** FFmpeg asks it, on the reading thread, whether to give up waiting. */
  private final class Interrupt extends AVIOInterruptCB.Callback_Pointer {
    Interrupt() {
      super();
    }

    @Override
    public int call(Pointer opaque) {
      return aborted || clock.nanoTime() - deadline > 0 ? 1 : 0;
    }
  }

  /**
   * Opens {@code address}.
   *
   * @param address a path or URL
   * @param options FFmpeg's, by name
   * @param patienceNanos how long that may take
   */
  void open(String address, Map<String, String> options, long patienceNanos)
      throws SourceException {
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    setPatience(patienceNanos);
    AVFormatContext context = avformat.avformat_alloc_context();
    context.interrupt_callback().callback(interrupt);
    try (AVDictionary dictionary = new AVDictionary(null);
        BytePointer url = new BytePointer(address, UTF_8)) {
      options.forEach((name, value) -> avutil.av_dict_set(dictionary, name, value, 0));
      int status = avformat.avformat_open_input(context, url, null, dictionary);
      avutil.av_dict_free(dictionary);
      if (status < 0) {
        throw failure(status, patienceNanos); // the context is freed by then
      }
    }
    input = context;
    // MJPEG says all there is to say in each picture; looking ahead would only cost time.
    if (context.nb_streams() == 0
        || context.streams(0).codecpar().codec_id() != avcodec.AV_CODEC_ID_MJPEG) {
      int status = avformat.avformat_find_stream_info(context, (AVDictionary) null);
      if (status < 0) {
        throw failure(status, patienceNanos);
      }
    }
    streamIndex =
        avformat.av_find_best_stream(context, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    if (streamIndex < 0) {
      throw new SourceException("it holds no video that can be decoded");
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      if (i != streamIndex) {
        context.streams(i).discard(avcodec.AVDISCARD_ALL);
      }
    }
    AVStream stream = context.streams(streamIndex);
    tickNanos = ratio(stream.time_base()) * 1e9;
    fps = ratio(stream.avg_frame_rate());
    if (!(fps > 0)) {
      fps = ratio(stream.r_frame_rate());
    }
    String format = context.iformat().name().getString();
    boolean timed = context.duration() != avutil.AV_NOPTS_VALUE && context.duration() > 0;
    bursty = !timed && (format.contains("hls") || format.contains("dash"));
    endless = !timed;
    rotation = rotation(stream);
    openCodec(stream);
    packet = avcodec.av_packet_alloc();
    frame = avutil.av_frame_alloc();
  }

  private void openCodec(AVStream stream) throws SourceException {
    AVCodec decoder = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    if (decoder == null || decoder.isNull()) {
      throw new SourceException("its video format is one that this FFmpeg cannot decode");
    }
    AVCodecContext context = avcodec.avcodec_alloc_context3(decoder);
    codec = context;
    int status = avcodec.avcodec_parameters_to_context(context, stream.codecpar());
    boolean large = (long) context.width() * context.height() > LARGE_PIXELS;
    context.thread_count(large && !endless ? 2 : 1);
    if (endless) {
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_LOW_DELAY);
    }
    if (status >= 0) {
      status = avcodec.avcodec_open2(context, decoder, (AVDictionary) null);
    }
    if (status < 0) {
      throw failure(status, 0);
    }
  }

  /** The turn, in quarters clockwise, that the recording asks for. */
  private static int rotation(AVStream stream) {
    AVPacketSideData matrix =
        avcodec.av_packet_side_data_get(
            stream.codecpar().coded_side_data(),
            stream.codecpar().nb_coded_side_data(),
            avcodec.AV_PKT_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.isNull()) {
      return 0;
    }
    double counterclockwise = avutil.av_display_rotation_get(new IntPointer(matrix.data()));
    return Double.isNaN(counterclockwise)
        ? 0
        : Math.floorMod(Math.round(-counterclockwise / 90), 4);
  }

  /**
   * Decodes the next picture, which {@link #frame} then holds. Skips what is damaged.
   *
   * @param patienceNanos how long that may take
   * @return {@code false} at the end
   */
  boolean next(long patienceNanos) throws SourceException {
    setPatience(patienceNanos);
    AVCodecContext decoder = opened(codec);
    while (true) {
      int status = avcodec.avcodec_receive_frame(decoder, opened(frame));
      if (status == 0) {
        return true;
      }
      if (status == avutil.AVERROR_EOF() || draining) {
        return false;
      }
      if (status != avutil.AVERROR_EAGAIN()) {
        lost++;
      }
      if (interrupt.call(opened(frame)) != 0) {
        throw failure(avutil.AVERROR_EXIT(), patienceNanos);
      }
      feed(decoder, patienceNanos);
    }
  }

  /** Hands one packet to the decoder, or tells it that there are no more. */
  private void feed(AVCodecContext decoder, long patienceNanos) throws SourceException {
    AVPacket next = opened(packet);
    int status = avformat.av_read_frame(opened(input), next);
    if (status == avutil.AVERROR_EAGAIN()) {
      return;
    }
    if (status < 0) {
      // A file cut off or garbled somewhere still has all the pictures up to there.
      if (status != avutil.AVERROR_EOF() && (endless || status == avutil.AVERROR_EXIT())) {
        throw failure(status, patienceNanos);
      }
      draining = true;
      avcodec.avcodec_send_packet(decoder, null);
      return;
    }
    if (next.stream_index() == streamIndex && avcodec.avcodec_send_packet(decoder, next) < 0) {
      lost++;
    }
    avcodec.av_packet_unref(next);
  }

  /** Goes back to the first picture; returns {@code false} if this input cannot. */
  boolean rewind() {
    draining = false;
    avcodec.avcodec_flush_buffers(opened(codec));
    AVFormatContext context = opened(input);
    long start = context.streams(streamIndex).start_time();
    long target = start == avutil.AV_NOPTS_VALUE ? 0 : start;
    return avformat.av_seek_frame(context, streamIndex, target, avformat.AVSEEK_FLAG_BACKWARD) >= 0;
  }

  /** The newest picture; belongs to this decoder. */
  AVFrame frame() {
    return opened(frame);
  }

  /** When the newest picture is due, in nanoseconds of the video's own time; NaN if unknown. */
  double timeNanos() {
    long time = opened(frame).best_effort_timestamp();
    return time == avutil.AV_NOPTS_VALUE ? Double.NaN : time * tickNanos;
  }

  /** How long the newest picture is to be shown, in nanoseconds. */
  double durationNanos() {
    long duration = opened(frame).duration();
    return duration > 0 ? duration * tickNanos : 1e9 / (fps > 0 ? fps : 25);
  }

  /** Frames a second as the input says, or 0. */
  double fps() {
    return fps;
  }

  /** Whether it is a live stream, without an end or a way back. */
  boolean endless() {
    return endless;
  }

  /** Whether pictures arrive in bursts, so that their timestamps have to pace them. */
  boolean bursty() {
    return bursty;
  }

  /** The turn, in quarters clockwise, that stands the pictures upright. */
  int quarterTurns() {
    return rotation;
  }

  /** Packets and pictures that could not be decoded. */
  long lost() {
    return lost;
  }

  /** Makes whatever blocks give up soon; from any thread. */
  void abort() {
    aborted = true;
  }

  private void setPatience(long nanos) {
    deadline = clock.nanoTime() + nanos;
  }

  private SourceException failure(int status, long patienceNanos) {
    return new SourceException(
        status == avutil.AVERROR_EXIT() && aborted
            ? "it was closed"
            : FfmpegErrors.inWords(status, patienceNanos));
  }

  private static double ratio(AVRational rational) {
    return rational.den() == 0 ? 0 : rational.num() / (double) rational.den();
  }

  private static <T> T opened(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not open");
    }
    return part;
  }

  @Override
  public void close() {
    aborted = true;
    if (packet != null) {
      avcodec.av_packet_free(packet);
      packet = null;
    }
    if (frame != null) {
      avutil.av_frame_free(frame);
      frame = null;
    }
    if (codec != null) {
      avcodec.avcodec_free_context(codec);
      codec = null;
    }
    if (input != null) {
      avformat.avformat_close_input(input);
      input = null;
    }
    interrupt.close();
  }
}
