package dev.reverie.dream.live.flow;

import dev.reverie.dream.engine.PlanarImage;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Carries a residual along with the picture's motion, and moves it by the feedback, in one go:
 * every resampling costs sharpness. Bicubic, because of what thirty warps by parts of a pixel leave
 * of a dream's finest detail: 90 % (and 130 % of what is twice as coarse, which decay and the
 * bounds on a residual's spread take back); linear leaves 2 to 11 %, Lanczos 92 % and more but
 * takes three times as long. Belongs to one thread; owns its buffers, and makes none once it has
 * seen a size.
 */
public final class Warp implements AutoCloseable {
  private final Scalar black = new Scalar(0, 0, 0, 0);
  private final Mat interleaved = new Mat();
  private final Mat moved = new Mat();
  private final Mat plane = new Mat();
  private @Nullable Places places;
  private @Nullable FloatGrid trust;

  /**
   * Moves a residual, in place: {@code r'(p) = trust(p) * r(source(p))}, where {@code source(p)} is
   * {@code p + flow(p)}, then moved back by the feedback.
   *
   * @param residual at any size of about the flow's shape
   * @param flow from the picture that the residual shall lie on to the one that it lies on
   * @param feedback how the residual itself moves; what it brings in from outside is mirrored
   */
  public void apply(PlanarImage residual, FlowField flow, Transform feedback) {
    if (flow.isStill() && feedback.equals(Transform.IDENTITY)) {
      return;
    }
    int width = residual.width();
    int height = residual.height();
    Places p = fitted(width, height);
    p.find(flow, feedback);
    FloatGrid t = FloatGrid.fitted(trust, width, height, 1);
    trust = t;
    opencv_imgproc.resize(flow.trust(), t.mat(), t.size(), 0, 0, opencv_imgproc.INTER_LINEAR);
    // Three channels at once: the places and weights are worked out once, not three times.
    residual.interleave(interleaved);
    opencv_imgproc.remap(
        interleaved,
        moved,
        p.pixels(),
        p.parts(),
        opencv_imgproc.INTER_CUBIC,
        opencv_core.BORDER_REFLECT_101,
        black);
    for (int i = 0; i < PlanarImage.PLANES; i++) {
      opencv_core.extractChannel(moved, plane, i);
      opencv_core.multiply(plane, t.mat(), residual.plane(i));
    }
  }

  private Places fitted(int width, int height) {
    Places old = places;
    if (old != null) {
      if (old.width() == width && old.height() == height) {
        return old;
      }
      old.close();
    }
    Places made = new Places(width, height);
    places = made;
    return made;
  }

  @Override
  public void close() {
    black.close();
    interleaved.close();
    moved.close();
    plane.close();
    if (places != null) {
      places.close();
    }
    if (trust != null) {
      trust.close();
    }
  }
}
