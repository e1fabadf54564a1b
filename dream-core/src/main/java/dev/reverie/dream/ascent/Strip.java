package dev.reverie.dream.ascent;

import dev.reverie.config.InvalidValueException;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.network.DreamModel;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The figure that the project started from: a row for each layer, a picture for each iteration of
 * plain ascent (one scale, no jitter), labelled.
 */
public final class Strip {
  private static final int GAP = 6;
  private static final int LABEL = 26;
  private static final double FONT_SCALE = 0.45;
  private static final int MOST_PIXELS = 200_000_000;

  private final DreamEngine engine;

  /** Draws with {@code engine}, on its thread. */
  public Strip(DreamEngine engine) {
    this.engine = engine;
  }

  /**
   * Draws the figure.
   *
   * @param picture 8-bit BGR, already of the size that each cell gets, aligned for the model; not
   *     modified
   * @param layers a row each
   * @param iterations pictures after the original in each row, at least 1
   * @return 8-bit BGR, owned by the caller
   */
  public Mat draw(
      Mat picture,
      DreamModel model,
      List<String> layers,
      Objective objective,
      int iterations,
      double step,
      boolean normalize) {
    int width = picture.cols();
    int height = picture.rows();
    long sheetWidth = (long) (iterations + 1) * (width + GAP) + GAP;
    long sheetHeight = (long) layers.size() * (height + LABEL + GAP) + GAP;
    if (sheetWidth * sheetHeight > MOST_PIXELS) {
      throw new InvalidValueException(
          "iterations",
          Integer.toString(iterations),
          "a figure of at most " + MOST_PIXELS / 1_000_000 + " megapixels",
          "use a smaller --size or fewer iterations");
    }
    Mat sheet =
        new Mat(
            (int) sheetHeight, (int) sheetWidth, opencv_core.CV_8UC3, new Scalar(18, 16, 16, 0));
    try {
      fill(sheet, picture, model, layers, objective, iterations, step, normalize);
      return sheet;
    } catch (RuntimeException | Error e) {
      sheet.close();
      throw e;
    }
  }

  private void fill(
      Mat sheet,
      Mat picture,
      DreamModel model,
      List<String> layers,
      Objective objective,
      int iterations,
      double step,
      boolean normalize) {
    int width = picture.cols();
    int height = picture.rows();
    for (int row = 0; row < layers.size(); row++) {
      String layer = model.layer(layers.get(row));
      int top = GAP + row * (height + LABEL + GAP);
      try (DreamPlan plan = engine.prepare(model.program(layer), objective, width, height);
          PlanarImage image = new PlanarImage(width, height);
          Mat shown = new Mat()) {
        image.setBgr(picture);
        place(sheet, picture, 0, top, layer + "  original");
        for (int i = 1; i <= iterations; i++) {
          plan.step(image, step, normalize);
          image.toBgr(shown);
          place(sheet, shown, i, top, layer + "  " + i + " of " + iterations);
        }
      }
    }
  }

  private static void place(Mat sheet, Mat picture, int column, int top, String label) {
    int left = GAP + column * (picture.cols() + GAP);
    try (Rect cell = new Rect(left, top + LABEL, picture.cols(), picture.rows());
        Mat target = new Mat(sheet, cell);
        Point baseline = new Point(left + 2, top + LABEL - 8);
        Scalar ink = new Scalar(220, 220, 220, 0)) {
      picture.copyTo(target);
      opencv_imgproc.putText(
          sheet,
          fitting(label, picture.cols()),
          baseline,
          opencv_imgproc.FONT_HERSHEY_SIMPLEX,
          FONT_SCALE,
          ink,
          1,
          opencv_imgproc.LINE_AA,
          false);
    }
  }

  /** The label, or as many of its last words as fit over a narrow picture. */
  private static String fitting(String label, int width) {
    String rest = label;
    while (width(rest) > width && rest.indexOf(' ') >= 0) {
      rest = rest.substring(rest.indexOf(' ') + 1).strip();
    }
    return rest;
  }

  private static int width(String text) {
    int[] below = new int[1];
    try (Size size =
        opencv_imgproc.getTextSize(
            text, opencv_imgproc.FONT_HERSHEY_SIMPLEX, FONT_SCALE, 1, below)) {
      return size.width();
    }
  }
}
