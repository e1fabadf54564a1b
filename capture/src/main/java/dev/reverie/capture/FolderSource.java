package dev.reverie.capture;

import dev.reverie.config.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * A folder of pictures, each shown for a few seconds and faded into the next, for ever. All have
 * the first one's shape: others stand whole before a blurred copy of themselves. Pictures put into
 * the folder or taken out of it count from the next round on.
 */
final class FolderSource implements FrameSource {
  /** How long a picture is shown, the fade into it included. */
  static final long SHOW_NANOS = 5_000_000_000L;

  /** How long it takes to fade in. */
  static final long FADE_NANOS = 800_000_000L;

  private final Path folder;
  private final Fit fit;
  private final double fps;
  private final Clock clock;

  private @Nullable Mat current;
  private @Nullable Mat previous;
  private @Nullable Ticker ticker;
  private List<Path> pictures = List.of();
  private int index;
  private long shownSince;
  private boolean fades;
  private int width;
  private int height;
  private long lost;

  FolderSource(Path folder, Fit fit, double fps, Clock clock) {
    this.folder = folder;
    this.fit = fit;
    this.fps = fps;
    this.clock = clock;
  }

  @Override
  public SourceFormat open() throws SourceException {
    current = new Mat();
    previous = new Mat();
    load();
    ticker = new Ticker(fps, clock);
    shownSince = clock.nanoTime();
    return new SourceFormat(name(), width, height, fps, null);
  }

  @Override
  public boolean read(Mat into) throws SourceException, InterruptedException {
    if (ticker == null || current == null || previous == null) {
      throw new IllegalStateException("not open");
    }
    ticker.await();
    long shown = clock.nanoTime() - shownSince;
    if (shown >= SHOW_NANOS) {
      opencv_core.swap(current, previous);
      load();
      fades = true;
      shownSince = clock.nanoTime();
      shown = 0;
    }
    if (fades && shown < FADE_NANOS) {
      double weight = shown / (double) FADE_NANOS;
      opencv_core.addWeighted(current, weight, previous, 1 - weight, 0, into);
    } else {
      current.copyTo(into);
    }
    return true;
  }

  /** Loads the next picture that can be read. */
  private void load() throws SourceException {
    SourceException last = null;
    for (int tried = 0; tried <= pictures.size(); tried++) {
      if (index >= pictures.size()) {
        index = 0;
        refresh();
      }
      try {
        load(pictures.get(index++));
        return;
      } catch (SourceException e) {
        lost++;
        last = e;
      }
    }
    throw new SourceException(
        name()
            + ": none of its pictures can be read"
            + (last == null ? "" : "; " + last.getMessage()));
  }

  private void refresh() throws SourceException {
    try {
      pictures = Pictures.list(folder);
    } catch (IOException e) {
      throw new SourceException(name() + ": the folder cannot be read any more", e);
    }
    if (pictures.isEmpty()) {
      throw new SourceException(name() + ": the folder holds no picture any more");
    }
  }

  private void load(Path file) throws SourceException {
    Mat target = current;
    if (target == null) {
      throw new IllegalStateException("not open");
    }
    try (Mat read = new Mat()) {
      Pictures.read(file, fit, read);
      if (width == 0) {
        width = read.cols();
        height = read.rows();
      }
      if (read.cols() == width && read.rows() == height) {
        read.copyTo(target);
      } else {
        frame(read, target);
      }
    }
  }

  /** Puts a picture of another shape whole into the middle, before a blurred copy of itself. */
  private void frame(Mat picture, Mat target) {
    double cover = Math.max(width / (double) picture.cols(), height / (double) picture.rows());
    double inside = Math.min(width / (double) picture.cols(), height / (double) picture.rows());
    int partWidth = Math.max(1, (int) Math.min(picture.cols(), Math.round(width / cover)));
    int partHeight = Math.max(1, (int) Math.min(picture.rows(), Math.round(height / cover)));
    int fitWidth = Math.max(1, (int) Math.min(width, Math.round(picture.cols() * inside)));
    int fitHeight = Math.max(1, (int) Math.min(height, Math.round(picture.rows() * inside)));
    try (Rect part =
            new Rect(
                (picture.cols() - partWidth) / 2,
                (picture.rows() - partHeight) / 2,
                partWidth,
                partHeight);
        Mat middle = new Mat(picture, part);
        Size tiny = new Size(Math.max(1, width / 40), Math.max(1, height / 40));
        Size full = new Size(width, height);
        Mat blurred = new Mat();
        Rect place =
            new Rect((width - fitWidth) / 2, (height - fitHeight) / 2, fitWidth, fitHeight);
        Size placeSize = new Size(fitWidth, fitHeight)) {
      opencv_imgproc.resize(middle, blurred, tiny, 0, 0, opencv_imgproc.INTER_AREA);
      opencv_imgproc.resize(blurred, target, full, 0, 0, opencv_imgproc.INTER_CUBIC);
      target.convertTo(target, -1, 0.6, 0);
      try (Mat window = new Mat(target, place)) {
        int method = inside < 1 ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_CUBIC;
        opencv_imgproc.resize(picture, window, placeSize, 0, 0, method);
      }
    }
  }

  private String name() {
    return new SourceSpec.Folder(folder).name();
  }

  @Override
  public long lost() {
    return lost;
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
    if (previous != null) {
      previous.close();
      previous = null;
    }
  }
}
