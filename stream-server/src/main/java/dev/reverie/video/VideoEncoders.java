package dev.reverie.video;

import dev.reverie.config.Names;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Finds the H.264 encoder that works here: the first, in order of preference, that opens and turns
 * a picture into something. Being part of FFmpeg says little, for an encoder may lack its driver,
 * its card or the right to use it. Immutable.
 */
public final class VideoEncoders {
  private static final int TRIAL_WIDTH = 640;
  private static final int TRIAL_HEIGHT = 360;

  private final List<EncoderKind> kinds;

  private VideoEncoders(List<EncoderKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /** What {@link #of} takes besides {@code auto}. */
  public static List<String> names() {
    return EncoderKind.ALL.stream().map(EncoderKind::name).toList();
  }

  /**
   * All of them, or one.
   *
   * @param name {@code auto}, or the one to use and no other
   * @throws dev.reverie.config.InvalidValueException if it is neither
   */
  public static VideoEncoders of(String name) {
    if (name.equals("auto")) {
      return new VideoEncoders(EncoderKind.ALL);
    }
    List<EncoderKind> only =
        EncoderKind.ALL.stream().filter(kind -> kind.name().equals(name)).toList();
    if (only.isEmpty()) {
      List<String> allowed = new ArrayList<>(names());
      allowed.add(0, "auto");
      throw Names.unknown("encoder", name, allowed);
    }
    return new VideoEncoders(only);
  }

  /**
   * One that was tried.
   *
   * @param encoder FFmpeg's name
   * @param problem why it cannot be used, in words; empty if it can
   */
  public record Trial(String encoder, String problem) {}

  /** Tries all of them; takes up to a second where there is a graphics card. */
  public List<Trial> tryAll() {
    List<Trial> trials = new ArrayList<>();
    for (EncoderKind kind : kinds) {
      String problem = "";
      try {
        attempt(kind, TRIAL_WIDTH, TRIAL_HEIGHT);
      } catch (VideoException e) {
        problem = String.valueOf(e.getMessage());
      }
      trials.add(new Trial(kind.name(), problem));
    }
    return trials;
  }

  /**
   * Opens the best one for pictures of one size.
   *
   * @param width even
   * @param height even
   * @param bits per second
   * @throws VideoException if none works, with the reason of each
   */
  H264Encoder open(int width, int height, int fps, long bits) throws VideoException {
    StringBuilder problems = new StringBuilder();
    for (EncoderKind kind : kinds) {
      try {
        attempt(kind, width, height);
        return H264Encoder.open(kind, width, height, fps, bits);
      } catch (VideoException e) {
        problems.append(problems.isEmpty() ? "" : "; ");
        problems.append(kind.name()).append(": ").append(e.getMessage());
      }
    }
    throw new VideoException(
        "no H.264 encoder works here for " + width + "x" + height + " (" + problems + ")");
  }

  /** Encodes a grey picture: some drivers open and only then fail. */
  private static void attempt(EncoderKind kind, int width, int height) throws VideoException {
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    try (H264Encoder trial = H264Encoder.open(kind, width, height, 30, 1_000_000);
        Scalar grey = new Scalar(128, 128, 128, 0);
        Mat picture = new Mat(height, width, opencv_core.CV_8UC3, grey)) {
      trial.send(picture, 0, true);
      trial.end();
      if (trial.receive() == null) {
        throw new VideoException("turns a picture into nothing");
      }
    }
  }
}
