package dev.reverie.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bytedeco.ffmpeg.global.avutil;

/** FFmpeg's error numbers in words. */
final class FfmpegErrors {
  private static final int LONGEST = 128;

  private FfmpegErrors() {}

  /**
   * What went wrong, for people.
   *
   * @param status what FFmpeg returned, below 0
   * @param patienceNanos how long it was let try
   */
  static String inWords(int status, long patienceNanos) {
    if (status == avutil.AVERROR_EXIT()) {
      return "no picture came within " + Math.round(patienceNanos / 1e9) + " s";
    }
    if (status == avutil.AVERROR_INVALIDDATA()) {
      return "it is not a video that can be read, or it is damaged";
    }
    byte[] text = new byte[LONGEST];
    avutil.av_strerror(status, text, text.length);
    String message = new String(text, UTF_8);
    return message.substring(0, message.indexOf('\0'));
  }
}
