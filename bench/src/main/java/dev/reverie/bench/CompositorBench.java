package dev.reverie.bench;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.live.Compositor;
import dev.reverie.dream.live.FrameFeed;
import dev.reverie.dream.live.ResidualSlot;
import dev.reverie.dream.live.flow.LumaPicture;
import dev.reverie.dream.live.governor.Governor;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.bytedeco.opencv.opencv_core.Mat;

/** A real compositor, run one picture at a time: it gets a frame when a picture is asked for. */
final class CompositorBench implements AutoCloseable {
  private final Mat frame;
  private final PlanarImage residual;
  private final ResidualSlot residuals = new ResidualSlot();
  private final Mat luma = new Mat();
  private final LumaPicture reader = new LumaPicture();
  private final Semaphore wanted = new Semaphore(0);
  private final Semaphore finished = new Semaphore(0);
  private final Compositor compositor;
  private long sequence;

  /**
   * @param frame full size, not closed
   * @param residual small, not closed
   */
  CompositorBench(Mat frame, PlanarImage residual) {
    this.frame = frame;
    this.residual = residual;
    reader.read(frame, luma);
    Controls controls = Controls.defaults();
    compositor =
        new Compositor(
                this::frame,
                residuals,
                () -> controls,
                picture -> finished.release(),
                new Governor(Clock.system()),
                new NeverWaiting(Clock.system()))
            .start();
  }

  private Optional<FrameFeed.Stamp> frame(long after, long timeoutNanos, Mat into)
      throws InterruptedException {
    wanted.acquire();
    frame.copyTo(into);
    return Optional.of(new FrameFeed.Stamp(after + 1, 0, true));
  }

  /** One picture; returns how many there were so far that a dream lay over. */
  long picture() throws InterruptedException {
    residuals.publish(residual, 1, luma, ++sequence);
    wanted.release();
    finished.acquire();
    return compositor.dreamedPictures();
  }

  @Override
  public void close() {
    compositor.close();
    residuals.close();
    luma.close();
    reader.close();
  }

  /** The compositor's pace is set by who asks for pictures, not by the output rate. */
  private record NeverWaiting(Clock clock) implements Clock {
    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public void sleepUntil(long deadline) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
