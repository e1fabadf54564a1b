package dev.reverie.capture;

import dev.reverie.config.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** One picture, shown again and again. */
final class StillSource implements FrameSource {
  /** How often the file is looked for, in nanoseconds. */
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Path file;
  private final Fit fit;
  private final double fps;
  private final Clock clock;
  private @Nullable Mat picture;
  private @Nullable Ticker ticker;
  private long nextLook;

  StillSource(Path file, Fit fit, double fps, Clock clock) {
    this.file = file;
    this.fit = fit;
    this.fps = fps;
    this.clock = clock;
  }

  @Override
  public SourceFormat open() throws SourceException {
    Mat read = new Mat();
    picture = read;
    Pictures.read(file, fit, read);
    ticker = new Ticker(fps, clock);
    nextLook = clock.nanoTime() + LOOK_NANOS;
    return new SourceFormat(file.getFileName().toString(), read.cols(), read.rows(), fps, null);
  }

  @Override
  public boolean read(Mat into) throws SourceException, InterruptedException {
    if (picture == null || ticker == null) {
      throw new IllegalStateException("not open");
    }
    ticker.await();
    if (clock.nanoTime() - nextLook >= 0) {
      nextLook = clock.nanoTime() + LOOK_NANOS;
      if (!Files.exists(file)) {
        throw new SourceException(file.getFileName() + ": the file is not there any more");
      }
    }
    picture.copyTo(into);
    return true;
  }

  @Override
  public void close() {
    if (picture != null) {
      picture.close();
      picture = null;
    }
  }
}
