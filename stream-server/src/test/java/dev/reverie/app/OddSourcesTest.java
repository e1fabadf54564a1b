package dev.reverie.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources that give a dream nothing to hold on to, or too much, and controls at their ends. */
@Timeout(120)
class OddSourcesTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "black, 640, 360, 640, 360",
    "white, 640, 360, 640, 360",
    "noise, 640, 360, 640, 360",
    "noise, 64, 48, 64, 48",
    "noise, 3840, 2160, 1280, 720",
    "black, 48, 640, 48, 640"
  })
  void everySourceIsDreamedOnAndLives(String kind, int width, int height, int outW, int outH)
      throws Exception {
    Path file = folder.resolve("source.png");
    try (Mat picture = picture(kind, width, height)) {
      assertThat(opencv_imgcodecs.imwrite(file.toString(), picture)).isTrue();
    }
    try (TestLive live =
        TestLive.start(folder, Map.of("source", file.toString(), "size", "128")).ready()) {
      live.dreamOn(20);
      JsonNode state = live.state();
      assertThat(state.get("warnings")).isEmpty();
      assertThat(state.at("/sizes/output/0").intValue()).isEqualTo(outW);
      assertThat(state.at("/sizes/output/1").intValue()).isEqualTo(outH);
      try (Mat before = snapshot(live)) {
        live.dreamOn(30);
        try (Mat after = snapshot(live);
            Mat difference = new Mat()) {
          opencv_core.absdiff(before, after, difference);
          double levels = opencv_core.sumElems(difference).get(0) / difference.total();
          assertThat(levels).as("levels between two pictures a second apart").isGreaterThan(0.05);
        }
      }
    }
  }

  @Test
  void controlsAtTheirEndsStopNeitherPictureNorDream() throws Exception {
    try (TestLive live = TestLive.start(folder, Map.of("source", "demo", "size", "128")).ready()) {
      ControlTour tour = new ControlTour(live.live.parts().desk(), model -> false, List.of());
      long pictures = live.state().at("/totals/output").longValue();
      while (tour.made() < tour.length()) {
        tour.step();
        live.dreamOn(1);
        assertThat(live.state().get("warnings")).isEmpty();
      }
      assertThat(live.state().at("/totals/output").longValue()).isGreaterThan(pictures + 30);
      live.dreamOn(5);
    }
  }

  @Test
  void aTourWalksOnByItselfAndComesBackWhenItEnds() throws Exception {
    try (TestLive live =
        TestLive.start(
                folder,
                Map.of("source", "demo", "size", "64", "tour", "layers", "tour-seconds", "2"))
            .ready()) {
      String own = live.state().at("/model/layer").textValue();
      TestLive.waiting()
          .until(
              () -> {
                JsonNode layer = live.state().at("/mood/layer");
                return layer.isTextual() && !layer.textValue().equals(own);
              });
      live.dreamOn(3);
      live.patch("{\"tour\":\"off\"}");
      TestLive.waiting().until(() -> live.state().at("/mood/layer").isNull());
      assertThat(live.state().get("warnings")).isEmpty();
    }
  }

  private static Mat snapshot(TestLive live) throws Exception {
    byte[] jpeg =
        live.http()
            .send(
                HttpRequest.newBuilder(live.uri("/snapshot.jpg")).build(),
                HttpResponse.BodyHandlers.ofByteArray())
            .body();
    try (BytePointer bytes = new BytePointer(jpeg);
        Mat coded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes)) {
      return opencv_imgcodecs.imdecode(coded, opencv_imgcodecs.IMREAD_COLOR);
    }
  }

  private static Mat picture(String kind, int width, int height) {
    int grey = kind.equals("white") ? 255 : 0;
    try (Scalar colour = new Scalar(grey, grey, grey, 0)) {
      Mat picture = new Mat(height, width, opencv_core.CV_8UC3, colour);
      if (kind.equals("noise")) {
        byte[] bytes = new byte[3 * width * height];
        new Random(8).nextBytes(bytes);
        try (BytePointer data = picture.data()) {
          data.put(bytes);
        }
      }
      return picture;
    }
  }
}
