package dev.reverie.video;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bytedeco.ffmpeg.global.avutil;

/** FFmpeg's error numbers in words. */
final class FfmpegWords {
  private static final int LONGEST = 128;

  private FfmpegWords() {}

  /**
   * @param status what FFmpeg returned, below 0
   */
  static String of(int status) {
    byte[] text = new byte[LONGEST];
    avutil.av_strerror(status, text, text.length);
    String message = new String(text, UTF_8);
    return message.substring(0, message.indexOf('\0'));
  }
}
