package dev.reverie.video;

import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * One of FFmpeg's H.264 encoders and how it is told to be fast and to hold nothing back.
 *
 * @param name FFmpeg's
 * @param pixelFormat what it takes, {@code AV_PIX_FMT_YUV420P} or {@code AV_PIX_FMT_NV12}
 * @param surfaces whether pictures first go to the graphics card (VA-API), not the encoder itself
 * @param options its own, by FFmpeg's names; {@code forced-idr} makes a key frame that is asked for
 *     one from which decoding can begin
 */
record EncoderKind(String name, int pixelFormat, boolean surfaces, Map<String, String> options) {

  /** Those that take work off the processor first, then the better of the others. */
  static final List<EncoderKind> ALL =
      List.of(
          new EncoderKind(
              "h264_nvenc",
              avutil.AV_PIX_FMT_YUV420P,
              false,
              Map.of(
                  "preset",
                  "p3",
                  "tune",
                  "ll",
                  "rc",
                  "cbr",
                  "delay",
                  "0",
                  "zerolatency",
                  "1",
                  "forced-idr",
                  "1")),
          new EncoderKind(
              "h264_qsv",
              avutil.AV_PIX_FMT_NV12,
              false,
              Map.of("preset", "veryfast", "async_depth", "1", "forced_idr", "1")),
          new EncoderKind("h264_vaapi", avutil.AV_PIX_FMT_NV12, true, Map.of("async_depth", "1")),
          new EncoderKind(
              "h264_videotoolbox", avutil.AV_PIX_FMT_NV12, false, Map.of("realtime", "1")),
          new EncoderKind("h264_amf", avutil.AV_PIX_FMT_NV12, false, Map.of("usage", "lowlatency")),
          new EncoderKind(
              "libx264",
              avutil.AV_PIX_FMT_YUV420P,
              false,
              Map.of("preset", "veryfast", "tune", "zerolatency", "forced-idr", "1")),
          // Its own rate control would leave pictures out, which shows as a stutter.
          new EncoderKind(
              "libopenh264",
              avutil.AV_PIX_FMT_YUV420P,
              false,
              Map.of("rc_mode", "bitrate", "allow_skip_frames", "0", "coder", "cabac")));

  EncoderKind {
    options = Map.copyOf(options);
  }
}
