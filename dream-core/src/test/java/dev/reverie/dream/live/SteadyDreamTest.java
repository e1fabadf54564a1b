package dev.reverie.dream.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.SharedFiles;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.live.governor.Effort;
import dev.reverie.dream.live.mood.Mood;
import dev.reverie.dream.live.mood.MoodDirector;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A dream looks the same after hours as after a minute. Time is the test's own: thirty ticks are a
 * second, however long they take. {@code -Dreverie.ticks=20000} makes it long.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SteadyDreamTest {
  private static final int TICKS = Integer.getInteger("reverie.ticks", 450);
  private static final int PER_SECOND = 30;
  private static final int SETTLED = 10 * PER_SECOND;

  private final DreamEngine engine = Engines.open("onednn", Precision.FLOAT32, 2);

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  /** What a picture looks like. */
  private record Look(double brightness, double spread, double clipped) {
    static Look of(Mat picture) {
      try (Mat mean = new Mat();
          Mat deviation = new Mat();
          Mat black = new Mat();
          Mat white = new Mat();
          Scalar zero = new Scalar(0, 0, 0, 0);
          Scalar full = new Scalar(255, 255, 255, 255);
          Mat flat = picture.reshape(1);
          Mat zeros = new Mat(flat.size(), flat.type(), zero);
          Mat whites = new Mat(flat.size(), flat.type(), full)) {
        opencv_core.meanStdDev(flat, mean, deviation);
        opencv_core.compare(flat, zeros, black, opencv_core.CMP_EQ);
        opencv_core.compare(flat, whites, white, opencv_core.CMP_EQ);
        double clipped = opencv_core.countNonZero(black) + opencv_core.countNonZero(white);
        return new Look(
            mean.createIndexer().getDouble(0),
            deviation.createIndexer().getDouble(0),
            clipped / flat.total());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"dreamnet, kodim03", "dreamnet, kodim15", "vgg16, kodim05"})
  void onAStillPhotoItNeitherDarkensNorBleachesNorFreezes(String network, String photo) {
    DreamModel model = model(network);
    // Decay 1 forgets nothing, the hardest case; a tick goes deeper into the same photo.
    for (double decay : new double[] {Controls.defaults().decay(), 1}) {
      check(model, photo, decay);
    }
  }

  private void check(DreamModel model, String photo, double decay) {
    Controls controls = Controls.defaults().with(Map.of("size", 128, "decay", decay, "idle", 0.1));
    DreamTarget target = new DreamTarget(model, model.defaultLayer(), controls);
    Random random = new Random(4);
    MoodDirector director = new MoodDirector(random);
    try (Mat frame = photo(photo);
        Mat picture = new Mat();
        Mat secondAgo = new Mat();
        Mat difference = new Mat();
        Overlay overlay = new Overlay();
        LiveDream dream = new LiveDream(engine, random, Clock.system())) {
      Look source = Look.of(frame);
      for (int tick = 1; tick <= TICKS; tick++) {
        dream.look(frame);
        Mood mood =
            director.direct(
                model,
                target.layer(),
                controls,
                0,
                tick * TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
        LiveDream.Tick made =
            dream.tick(frame, target, Effort.asked(controls), mood, 1.0 / PER_SECOND);
        if (tick % PER_SECOND == 0) {
          frame.copyTo(picture);
          PlanarImage residual = made.residual();
          overlay.add(picture, residual, Math.min(1, mood.intensity()));
          if (tick >= SETTLED) {
            Look look = Look.of(picture);
            assertThat(look.brightness()).isCloseTo(source.brightness(), within(4.0));
            assertThat(look.spread()).isBetween(0.85 * source.spread(), 1.15 * source.spread());
            assertThat(look.clipped()).isLessThanOrEqualTo(source.clipped() + 0.02);
            opencv_core.absdiff(picture, secondAgo, difference);
            assertThat(opencv_core.sumElems(difference).get(0) / difference.total())
                .as("levels between pictures a second apart, at tick %d", tick)
                .isGreaterThan(0.25);
          }
          picture.copyTo(secondAgo);
        }
      }
    }
  }

  @Test
  void anotherSceneTakesOverWithoutAGhostAndWithoutAFlash() {
    Controls controls = Controls.defaults().with(Map.of("size", 128));
    DreamModel model = Dreamnet.embedded();
    DreamTarget target = new DreamTarget(model, model.defaultLayer(), controls);
    try (TickRig dream = new TickRig(engine);
        Mat one = photo("kodim03");
        Mat other = photo("kodim05")) {
      for (int i = 0; i < 60; i++) {
        dream.tick(one, target);
      }
      try (PlanarImage before = new PlanarImage(128, 80)) {
        before.set(dream.tick(one, target));
        PlanarImage after = dream.tick(other, target);
        double product = before.all().dot(after.all());
        double likeness =
            product / (opencv_core.norm(before.all()) * opencv_core.norm(after.all()));
        assertThat(likeness).isBetween(-0.2, 0.2);
        assertThat(opencv_core.norm(after.all())).isLessThan(0.5 * opencv_core.norm(before.all()));
      }
    }
  }

  private static DreamModel model(String name) {
    if (name.equals("dreamnet")) {
      return Dreamnet.embedded();
    }
    SharedFiles.path("models/" + name + "-blocks1-3.safetensors");
    Path models = SharedFiles.path("models");
    return DreamModels.of(
        name, new ModelFiles(ModelCatalogue.standard(), models, models).load(name));
  }

  private static Mat photo(String name) {
    Path file = SharedFiles.path("media/kodak/" + name + ".png");
    try (Mat read = opencv_imgcodecs.imread(file.toString());
        Size size = new Size(640, 400)) {
      Mat photo = new Mat();
      opencv_imgproc.resize(read, photo, size, 0, 0, opencv_imgproc.INTER_AREA);
      return photo;
    }
  }
}
