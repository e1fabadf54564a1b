package dev.reverie.dream.live;

import dev.reverie.dream.ascent.Resampling;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.flow.FlowField;
import dev.reverie.dream.live.flow.LumaPicture;
import dev.reverie.dream.live.flow.OpticalFlow;
import dev.reverie.dream.live.flow.Transform;
import dev.reverie.dream.live.flow.Warp;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The residual on show. Once a picture, {@code shown = blend * shown + (1 - blend) * newest}, where
 * both were carried along with what moved: the one on show from the last picture's frame, the
 * newest from the frame it was dreamed on. So the dream sticks to people at camera rate while the
 * engine works slower, and smoothing leaves no ghosts behind them. Belongs to the compositor's
 * thread; owns its native memory.
 */
final class ShownResidual implements AutoCloseable {
  /** Below this many levels nothing shows, and the sum would keep adding zeros. */
  private static final double INVISIBLE = 0.25;

  /** What is left of a dream with nothing to dream on, from picture to picture. */
  private static final double LETTING_GO = 0.8;

  private final LumaPicture reader = new LumaPicture();
  private final OpticalFlow flow = new OpticalFlow();
  private final FlowField sinceLast = new FlowField();
  private final FlowField sinceDreamed = new FlowField();
  private final Warp warp = new Warp();
  private final Mat luma = new Mat();
  private final Mat lastLuma = new Mat();
  private final Mat dreamedLuma = new Mat();

  /** As it was published, and as it lies over the frame of now. */
  private @Nullable PlanarImage newest;

  private @Nullable PlanarImage moved;
  private @Nullable PlanarImage shown;
  private long residualSequence;
  private long frameSequence;
  private boolean fresh;

  /**
   * Brings the residual up to a frame.
   *
   * @param frame 8-bit BGR; not modified
   * @param follow whether it follows what moves
   * @return whether there is anything to see
   */
  boolean update(
      ResidualSlot residuals, Mat frame, FrameFeed.Stamp stamp, double blend, boolean follow) {
    fetch(residuals);
    PlanarImage next = newest;
    if (next == null) {
      return false;
    }
    PlanarImage old = Resampling.resized(shown, next.width(), next.height());
    shown = old;
    if (!stamp.signal()) {
      // Nothing to dream on: let go of what is there, whatever the blend.
      frameSequence = 0;
      old.all().convertTo(old.all(), opencv_core.CV_32F, LETTING_GO, 0);
      return opencv_core.norm(old.all()) > INVISIBLE * Math.sqrt(old.count());
    }
    if (follow) {
      next = follow(next, old, frame, stamp.sequence());
    } else {
      frameSequence = 0;
    }
    opencv_core.addWeighted(old.all(), blend, next.all(), 1 - blend, 0, old.all());
    return true;
  }

  /** What to lay over the frame; null before there is anything. */
  @Nullable PlanarImage residual() {
    return shown;
  }

  private void fetch(ResidualSlot residuals) {
    long latest = residuals.sequence();
    fresh = latest != residualSequence;
    if (fresh) {
      newest = residuals.take(newest, dreamedLuma);
      residualSequence = latest;
    }
  }

  private PlanarImage follow(PlanarImage next, PlanarImage old, Mat frame, long sequence) {
    PlanarImage current = PlanarImage.fitted(moved, next.width(), next.height());
    boolean begin = fresh || current != moved || frameSequence == 0;
    moved = current;
    if (sequence != frameSequence) {
      reader.read(frame, luma);
      if (frameSequence != 0) {
        flow.measure(luma, lastLuma, sinceLast);
        warp.apply(old, sinceLast, Transform.IDENTITY);
        if (!begin) {
          // From frame to frame: over many frames at once things move too far to be found again.
          warp.apply(current, sinceLast, Transform.IDENTITY);
        }
      }
      luma.copyTo(lastLuma);
      frameSequence = sequence;
    }
    if (begin) {
      flow.measure(luma, dreamedLuma, sinceDreamed);
      current.set(next);
      warp.apply(current, sinceDreamed, Transform.IDENTITY);
    }
    return current;
  }

  @Override
  public void close() {
    reader.close();
    flow.close();
    sinceLast.close();
    sinceDreamed.close();
    warp.close();
    luma.close();
    lastLuma.close();
    dreamedLuma.close();
    for (PlanarImage owned : new @Nullable PlanarImage[] {newest, moved, shown}) {
      if (owned != null) {
        owned.close();
      }
    }
  }
}
