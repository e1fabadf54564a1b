package dev.reverie.measure;

import dev.reverie.dream.live.flow.WarpingError;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * How steady pictures are: the warping error of Lai et al. 2018 (Learning Blind Video Temporal
 * Consistency), by the optical flow of the source frames, over the pixels where that can be
 * trusted, averaged over pairs of neighbouring pictures. Pairs with a cut between them are left
 * out.
 *
 * @param pairs how many were compared
 * @param source the error of the frames themselves: noise, and what the flow cannot follow
 * @param output the error of the pictures made of them
 * @param trusted share of the pixels that could be compared
 * @param rms root mean square by which the dream changes the frames, in levels
 * @param alone the comparison with dreaming frame by frame; null if it was not made
 */
public record Flicker(
    int pairs, double source, double output, double trusted, double rms, @Nullable Alone alone) {

  /**
   * The same over some of the pairs, spread over all of them, whose frames were also dreamed one by
   * one, each from scratch, as strongly as the output on average.
   *
   * @param pairs how many
   * @param source the error of their frames
   * @param output the error of their pictures
   * @param frameByFrame the error of the dreams that know nothing of each other
   * @param ratio what the output adds to the error of the source, over what frame-by-frame dreaming
   *     adds; null if that adds nothing
   * @param steps that frame by frame it took on each octave
   * @param step the length of one, in levels
   * @param rms root mean square by which that changes the frames, in levels
   */
  public record Alone(
      int pairs,
      double source,
      double output,
      double frameByFrame,
      @Nullable Double ratio,
      int steps,
      double step,
      double rms) {}

  /** Below this share of trusted pixels two frames do not show one scene: there was a cut. */
  private static final double CUT = 0.2;

  /**
   * Compares pictures with their neighbours.
   *
   * @param pictures in the order of time
   * @return null if no two neighbours show the same scene
   */
  public static @Nullable Flicker of(List<PairRecorder.Pair> pictures) {
    Errors errors = new Errors();
    compare(pictures, errors);
    return errors.places.isEmpty() ? null : of(pictures, errors, null);
  }

  /**
   * Compares pictures with their neighbours, and with dreaming frame by frame.
   *
   * @param pictures in the order of time
   * @param naive dreams alike, but frame by frame; not closed
   * @param count how many of the pairs to dream frame by frame, at least 1
   * @return null if no two neighbours show the same scene
   */
  public static @Nullable Flicker of(
      List<PairRecorder.Pair> pictures, FrameByFrame naive, int count) {
    Errors all = new Errors();
    compare(pictures, all);
    if (all.places.isEmpty()) {
      return null;
    }
    FrameByFrame.Strength strength =
        naive.match(pictures.stream().map(PairRecorder.Pair::source).toList(), rms(pictures));
    Errors some = new Errors();
    double alone = 0;
    double rms = 0;
    try (WarpingError warping = new WarpingError();
        Mat before = new Mat();
        Mat now = new Mat()) {
      int last = -1;
      for (int place : FrameByFrame.spread(all.places, count)) {
        if (last == place - 1) {
          now.copyTo(before);
        } else {
          naive.dream(pictures.get(place - 1).source(), before);
        }
        naive.dream(pictures.get(place).source(), now);
        last = place;
        some.add(warping, pictures, place);
        alone += warping.between(before, now).orElseThrow();
        rms += FrameByFrame.rms(pictures.get(place).source(), now);
      }
    }
    int compared = some.places.size();
    alone /= compared;
    double added = alone - some.source();
    return of(
        pictures,
        all,
        new Alone(
            compared,
            some.source(),
            some.output(),
            alone,
            added > 0 ? (some.output() - some.source()) / added : null,
            strength.steps(),
            strength.step(),
            rms / compared));
  }

  private static void compare(List<PairRecorder.Pair> pictures, Errors errors) {
    try (WarpingError warping = new WarpingError()) {
      for (int i = 1; i < pictures.size(); i++) {
        errors.add(warping, pictures, i);
      }
    }
  }

  private static Flicker of(
      List<PairRecorder.Pair> pictures, Errors errors, @Nullable Alone alone) {
    return new Flicker(
        errors.places.size(),
        errors.source(),
        errors.output(),
        errors.trusted / errors.places.size(),
        rms(pictures),
        alone);
  }

  private static double rms(List<PairRecorder.Pair> pictures) {
    return pictures.stream()
        .mapToDouble(pair -> FrameByFrame.rms(pair.source(), pair.output()))
        .average()
        .orElseThrow();
  }

  /** Sums over pairs of neighbours, cuts left out. */
  private static final class Errors {
    private final List<Integer> places = new ArrayList<>();
    private double source;
    private double output;
    private double trusted;

    /** Compares the picture at {@code place} with the one before. */
    void add(WarpingError warping, List<PairRecorder.Pair> pictures, int place) {
      PairRecorder.Pair before = pictures.get(place - 1);
      PairRecorder.Pair now = pictures.get(place);
      warping.source(before.source(), now.source());
      if (warping.trusted() >= CUT) {
        source += warping.between(before.source(), now.source()).orElseThrow();
        output += warping.between(before.output(), now.output()).orElseThrow();
        trusted += warping.trusted();
        places.add(place);
      }
    }

    double source() {
      return source / places.size();
    }

    double output() {
      return output / places.size();
    }
  }
}
