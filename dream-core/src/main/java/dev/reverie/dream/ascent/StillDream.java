package dev.reverie.dream.ascent;

import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Dreams one still, coarse to fine: at each octave the picture is the shrunken original plus the
 * detail found so far, and what the steps add to it is carried up to the next (Mordvintsev et al.
 * 2015).
 */
public final class StillDream {

  /**
   * What came of it.
   *
   * @param lossBefore the objective at the finest octave for the original; NaN for networks without
   *     one
   * @param lossAfter the same for the dream
   * @param octaves the sizes that were dreamed at
   */
  public record Outcome(double lossBefore, double lossAfter, List<PictureSize> octaves) {
    public Outcome {
      octaves = List.copyOf(octaves);
    }
  }

  private final DreamEngine engine;
  private final Ascent ascent;

  /** Dreams with {@code engine}, on its thread. */
  public StillDream(DreamEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.ascent = new Ascent(random);
  }

  /**
   * Dreams on {@code picture}, in place.
   *
   * @param picture 8-bit BGR; overwritten with the dream
   */
  public Outcome dream(
      Mat picture, DreamModel model, String layer, Objective objective, AscentOptions options) {
    PictureSize full = new PictureSize(picture.cols(), picture.rows()).aligned(model.alignment());
    List<PictureSize> sizes =
        full.octaves(options.octaves(), options.octaveScale(), model.alignment());
    Program program = model.program(layer);
    try (PlanarImage original = new PlanarImage(full.width(), full.height());
        Mat fitted = new Mat();
        Size size = new Size(full.width(), full.height())) {
      opencv_imgproc.resize(picture, fitted, size, 0, 0, opencv_imgproc.INTER_AREA);
      original.setBgr(fitted);
      List<PlanarImage> details = new ArrayList<>();
      double before = Double.NaN;
      double after = Double.NaN;
      try {
        for (PictureSize octave : sizes) {
          try (PlanarImage base = new PlanarImage(octave.width(), octave.height());
              PlanarImage image = new PlanarImage(octave.width(), octave.height());
              DreamPlan plan =
                  engine.prepare(program, objective, octave.width(), octave.height())) {
            PlanarImage detail = new PlanarImage(octave.width(), octave.height());
            details.add(detail);
            Resampling.resample(original, base);
            if (details.size() > 1) {
              Resampling.resample(details.get(details.size() - 2), detail);
            }
            opencv_core.add(base.all(), detail.all(), image.all());
            ascent.climb(plan, image, options);
            opencv_core.subtract(image.all(), base.all(), detail.all());
            if (octave.equals(full)) {
              before = plan.objective(base);
              after = plan.objective(image);
            }
          }
        }
        addDetail(picture, details.get(details.size() - 1));
      } finally {
        details.forEach(PlanarImage::close);
      }
      return new Outcome(before, after, sizes);
    }
  }

  /** The full picture keeps its own sharpness: only the dream is resampled. */
  private static void addDetail(Mat picture, PlanarImage detail) {
    try (PlanarImage whole = new PlanarImage(picture.cols(), picture.rows());
        PlanarImage grown = new PlanarImage(picture.cols(), picture.rows())) {
      whole.setBgr(picture);
      Resampling.resample(detail, grown);
      opencv_core.add(whole.all(), grown.all(), whole.all());
      whole.toBgr(picture);
    }
  }
}
