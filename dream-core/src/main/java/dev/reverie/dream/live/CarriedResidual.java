package dev.reverie.dream.live;

import dev.reverie.dream.ascent.PictureSize;
import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.flow.FlowField;
import dev.reverie.dream.live.flow.LumaPicture;
import dev.reverie.dream.live.flow.OpticalFlow;
import dev.reverie.dream.live.flow.Transform;
import dev.reverie.dream.live.flow.Warp;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The dream's memory: the residual, and the frame it lies on. Carries it along with what moved from
 * that frame to the next one, lets go where that cannot be known (what was hidden before, another
 * scene), and moves it as feedback asks. Belongs to the engine's thread; owns its native memory.
 */
final class CarriedResidual implements AutoCloseable {
  private final LumaPicture reader = new LumaPicture();
  private final OpticalFlow flow = new OpticalFlow();
  private final FlowField field = new FlowField();
  private final FlowField still = new FlowField();
  private final Warp warp = new Warp();
  private Mat luma = new Mat();
  private Mat before = new Mat();
  private @Nullable PlanarImage residual;
  private boolean moved;

  /**
   * Looks at a new frame.
   *
   * @param frame 8-bit BGR; not modified
   */
  void look(Mat frame) {
    if (!moved) {
      Mat older = before;
      before = luma;
      luma = older;
      moved = true;
    }
    reader.read(frame, luma);
  }

  /** The frame looked at last, small and grey; a view that the next look overwrites. */
  Mat luma() {
    return luma;
  }

  /**
   * The residual on the frame looked at last.
   *
   * @param size if the residual has another, it is resampled, so that a new size does not restart
   *     the dream
   * @param follow whether it follows what moved
   * @param feedback how it moves by itself
   * @return owned by this
   */
  PlanarImage carry(PictureSize size, boolean follow, Transform feedback) {
    PlanarImage r = Resampling.resized(residual, size.width(), size.height());
    residual = r;
    if (moved && follow && !before.empty()) {
      flow.measure(luma, before, field);
      warp.apply(r, field, feedback);
    } else if (!feedback.equals(Transform.IDENTITY)) {
      warp.apply(r, still, feedback);
    }
    moved = false;
    return r;
  }

  @Override
  public void close() {
    reader.close();
    flow.close();
    field.close();
    still.close();
    warp.close();
    luma.close();
    before.close();
    if (residual != null) {
      residual.close();
    }
  }
}
