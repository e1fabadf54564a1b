package dev.reverie.video;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Wraps one video into a container and puts that into a file or onto the network, every packet at
 * once. One thread. Owns its native memory, file and connection.
 */
final class Muxer implements AutoCloseable {

  /**
   * How video is wrapped.
   *
   * @param format FFmpeg's name of the container
   * @param protocol options of the connection, by FFmpeg's names
   * @param container options of the container, by FFmpeg's names
   */
  record Form(String format, Map<String, String> protocol, Map<String, String> container) {
    Form {
      protocol = Map.copyOf(protocol);
      container = Map.copyOf(container);
    }
  }

  private final AVFormatContext context = new AVFormatContext(null);
  private final AVRational ticks = avutil.av_make_q(1, H264Encoder.TICKS);
  private boolean begun;
  private boolean ended;

  private Muxer() {}

  /**
   * Connects or opens the file, and writes the beginning.
   *
   * @param address a path or URL
   * @param patience asked whether to go on waiting; null for a file, which nobody waits for
   */
  static Muxer open(
      String address, Form form, H264Encoder encoder, int fps, @Nullable Patience patience)
      throws VideoException {
    avutil.av_log_set_level(avutil.AV_LOG_QUIET); // FFmpeg's own messages would show stream keys
    Muxer muxer = new Muxer();
    boolean opened = false;
    try {
      muxer.begin(address, form, encoder, fps, patience);
      opened = true;
      return muxer;
    } finally {
      if (!opened) {
        muxer.close();
      }
    }
  }

  private void begin(
      String address, Form form, H264Encoder encoder, int fps, @Nullable Patience patience)
      throws VideoException {
    try (BytePointer url = new BytePointer(address, UTF_8);
        BytePointer name = new BytePointer(form.format(), US_ASCII)) {
      check(
          avformat.avformat_alloc_output_context2(context, (AVOutputFormat) null, name, url),
          patience);
      if (patience != null) {
        context.interrupt_callback().callback(patience);
      }
      AVStream stream = avformat.avformat_new_stream(context, null);
      check(
          avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder.context()), patience);
      stream.codecpar().codec_tag(0); // the container's own
      stream.time_base(ticks);
      try (AVRational rate = avutil.av_make_q(fps, 1)) {
        stream.avg_frame_rate(rate);
      }
      context.flush_packets(1);
      if ((context.oformat().flags() & avformat.AVFMT_NOFILE) == 0) {
        connect(url, form, patience);
      }
    }
    try (AVDictionary options = dictionary(form.container())) {
      int status = avformat.avformat_write_header(context, options);
      avutil.av_dict_free(options);
      check(status, patience);
    }
    begun = true;
  }

  private void connect(BytePointer url, Form form, @Nullable Patience patience)
      throws VideoException {
    AVIOContext io = new AVIOContext(null);
    try (AVDictionary options = dictionary(form.protocol())) {
      int status =
          avformat.avio_open2(
              io, url, avformat.AVIO_FLAG_WRITE, context.interrupt_callback(), options);
      avutil.av_dict_free(options);
      check(status, patience);
    }
    context.pb(io);
  }

  private static AVDictionary dictionary(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary(null);
    options.forEach((name, value) -> avutil.av_dict_set(dictionary, name, value, 0));
    return dictionary;
  }

  /**
   * Writes a packet; it is with the operating system when this returns.
   *
   * @param packet in {@link H264Encoder#TICKS}; emptied
   */
  void write(AVPacket packet, @Nullable Patience patience) throws VideoException {
    packet.stream_index(0);
    avcodec.av_packet_rescale_ts(packet, ticks, context.streams(0).time_base());
    int status = avformat.av_write_frame(context, packet);
    avcodec.av_packet_unref(packet);
    check(status, patience);
    checkOutput(patience);
  }

  /** Writes what the container has kept back for the next fragment. */
  void flush() throws VideoException {
    check(avformat.av_write_frame(context, null), null);
    checkOutput(null);
  }

  /** Writes the end, if there was a beginning. */
  void finish(@Nullable Patience patience) throws VideoException {
    if (begun && !ended) {
      ended = true;
      check(avformat.av_write_trailer(context), patience);
      checkOutput(patience);
    }
  }

  /** Bytes put out so far; 0 where FFmpeg does not say (RTSP). */
  long bytes() {
    AVIOContext io = context.pb();
    return io == null || io.isNull() ? 0 : avformat.avio_tell(io);
  }

  /** Not every container passes on that its output failed. */
  private void checkOutput(@Nullable Patience patience) throws VideoException {
    AVIOContext io = context.pb();
    if (io != null && !io.isNull()) {
      check(io.error(), patience);
    }
  }

  private static void check(int status, @Nullable Patience patience) throws VideoException {
    if (status >= 0) {
      return;
    }
    if (status == avutil.AVERROR_EXIT() || (patience != null && patience.over())) {
      throw new VideoException("the server does not answer or reads too slowly");
    }
    String words = FfmpegWords.of(status);
    if (patience == null) {
      throw new VideoException(words);
    }
    throw new VideoException(
        switch (words) {
          case "Connection refused" ->
              "the connection is refused: is the server running, and is the port right?";
          case "Broken pipe", "Connection reset by peer", "Input/output error", "End of file" ->
              "the server has closed the connection or turned the stream down";
          default -> words;
        });
  }

  /** Ends a connection without a word if {@link #finish} was not called. */
  @Override
  public void close() {
    if (!context.isNull()) {
      if (begun && !ended) {
        ended = true;
        avformat.av_write_trailer(context); // RTSP's connection is closed nowhere else
      }
      AVIOContext io = context.pb();
      if (io != null && !io.isNull() && (context.oformat().flags() & avformat.AVFMT_NOFILE) == 0) {
        avformat.avio_close(io);
      }
      avformat.avformat_free_context(context);
      context.setNull();
    }
    ticks.close();
  }
}
