package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;
import org.jspecify.annotations.Nullable;

/**
 * Measures where each pixel of a picture was in an earlier one, and how far that can be trusted.
 * Belongs to one thread; owns its buffers, and makes none once it has seen a size.
 */
public final class OpticalFlow implements AutoCloseable {
  /**
   * At 256x144, half size with patches six apart costs what OpenCV's own ultrafast preset (quarter
   * size) does at 320x180 (0.5 ms), and is one and a half to four times as exact inside what moves.
   */
  private static final Dis.Settings SETTINGS =
      new Dis.Settings(DISOpticalFlow.PRESET_ULTRAFAST, 1, 6);

  private final Dis dis = new Dis(SETTINGS);
  private @Nullable ForSize buffers;

  /** What depends on the size of the pictures. */
  private record ForSize(FloatGrid back, Trust trust, int width, int height)
      implements AutoCloseable {
    @Override
    public void close() {
      back.close();
      trust.close();
    }
  }

  /**
   * Measures. The flow is DIS optical flow, there and back. A pixel is trusted as far as
   *
   * <ol>
   *   <li>the earlier picture, fetched along the flow, looks like this one: over a neighbourhood,
   *       so that noise cancels; and less what changed the whole picture alike, so that a lamp or
   *       the camera's exposure does not end the dream;
   *   <li>it was inside the picture;
   *   <li>the flow there and the flow back meet: {@code |w + w'|^2 < 0.01 (|w|^2 + |w'|^2) + 0.5}
   *       in luma pixels (Sundaram, Brox and Keutzer 2010, "Dense point trajectories by
   *       GPU-accelerated large displacement optical flow"), fading to nothing at four times that.
   *       Where there is no texture, or none but noise, no flow can be measured, its answers mean
   *       nothing, and the first two decide alone.
   * </ol>
   *
   * <p>There the flow is that of the neighbourhood. Motion below a tenth of a pixel counts as none.
   *
   * <p>It is a {@linkplain FlowField#cut() cut}, and nothing is trusted, if the slopes of the two
   * pictures, the earlier one fetched along the flow, agree too little: {@code 2 sum(g g') / (sum(g
   * g) + sum(g' g'))}, the products counted where there and back meet, noise taken off, below 0.2.
   * Light and noise don't enter this. Between pictures that show nothing, it is a cut if most
   * pixels changed otherwise than by light (black to white is one). Pictures of different sizes are
   * a cut as well.
   *
   * @param now 8-bit grey, sides of at least 16: see {@link LumaPicture}
   * @param then the earlier one
   * @param into overwritten; takes on the size of {@code now}
   */
  public void measure(Mat now, Mat then, FlowField into) {
    int width = now.cols();
    int height = now.rows();
    if (width != then.cols() || height != then.rows()) {
      into.unrelated(width, height);
      return;
    }
    into.fit(width, height);
    if (opencv_core.norm(now, then) == 0) {
      into.still();
      return;
    }
    ForSize b = fitted(width, height);
    dis.measure(now, then, into.flowGrid());
    dis.measure(then, now, b.back());
    b.trust().judge(now, then, b.back(), into);
  }

  private ForSize fitted(int width, int height) {
    ForSize old = buffers;
    if (old != null) {
      if (old.width() == width && old.height() == height) {
        return old;
      }
      old.close();
    }
    ForSize made =
        new ForSize(new FloatGrid(width, height, 2), new Trust(width, height), width, height);
    buffers = made;
    return made;
  }

  @Override
  public void close() {
    dis.close();
    if (buffers != null) {
      buffers.close();
    }
  }
}
