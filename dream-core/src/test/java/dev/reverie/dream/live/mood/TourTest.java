package dev.reverie.dream.live.mood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.Dreamnet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TourTest {
  private final DreamModel model = Models.fiveLayers();
  private final Tour tour = new Tour();

  /** Ticks eight times a second, which is exact in binary. */
  private String walk(DreamModel walked, String layer, double stay, double seconds) {
    for (int i = 0; i < Math.round(seconds * 8); i++) {
      tour.advance(walked, layer, true, stay, 0.125);
    }
    return tour.now().layer();
  }

  @Test
  void itBeginsAtTheControlsLayerAndGoesOnInTheNetworksOrderForEver() {
    List<String> visited = new ArrayList<>();
    visited.add(tour.advance(model, "pool1", true, 10, 0.1).layer());
    for (int stop = 0; stop < 6; stop++) {
      visited.add(walk(model, "pool1", 10, 10));
    }
    assertThat(visited)
        .containsExactly("pool1", "conv3", "pool2", "conv1", "conv2", "pool1", "conv3");
  }

  @Test
  void itStaysExactlyAsLongAsItWasTold() {
    tour.advance(model, "conv1", true, 30, 0.1);
    assertThat(tour.remaining()).isEqualTo(30);
    assertThat(walk(model, "conv1", 30, 29.875)).isEqualTo("conv1");
    assertThat(tour.remaining()).isCloseTo(0.125, within(1e-9));
    assertThat(walk(model, "conv1", 30, 0.125)).isEqualTo("conv2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1 / 60.0, 0.13, 0.7, 1.9})
  void aSlowTickDoesNotMakeItSlower(double tick) {
    tour.advance(model, "conv1", true, 2, tick);
    int steps = 0;
    String last = "conv1";
    int ticks = (int) Math.round(200 / tick);
    for (int i = 0; i < ticks; i++) {
      String now = tour.advance(model, "conv1", true, 2, tick).layer();
      steps += now.equals(last) ? 0 : 1;
      last = now;
    }
    assertThat(steps).isBetween(98, 100);
  }

  @Test
  void itSkipsLayersBeyondTheWeights() {
    DreamModel half = Models.threeLayers();
    assertThat(half.layers()).hasSize(5);
    tour.advance(half, "conv2", true, 10, 0);
    assertThat(walk(half, "conv2", 10, 10)).isEqualTo("pool1");
    assertThat(walk(half, "conv2", 10, 10)).isEqualTo("conv1");
  }

  @Test
  void itWalksThroughDreamnetsMoods() {
    Dreamnet dreamnet = Dreamnet.embedded();
    tour.advance(dreamnet, "tendrils", true, 2, 0);
    assertThat(walk(dreamnet, "tendrils", 2, 2)).isEqualTo("eyes");
    assertThat(walk(dreamnet, "tendrils", 2, 2)).isEqualTo("leopard");
    assertThat(walk(dreamnet, "tendrils", 2, 2)).isEqualTo("beads");
  }

  @Test
  void theNextStopIsKnownSecondsBeforeAndIsTheOneThatComes() {
    tour.advance(model, "conv1", true, 30, 0);
    for (int i = 0; i < 2000; i++) {
      Stop announced = tour.upcoming();
      String before = tour.now().layer();
      assertThat(announced != null).isEqualTo(tour.remaining() <= Tour.LEAD_SECONDS);
      String now = tour.advance(model, "conv1", true, 30, 0.1).layer();
      if (!now.equals(before)) {
        assertThat(announced).isEqualTo(new Stop.LayerStop(now));
      }
    }
  }

  @Test
  void withShortStaysTheNextStopIsAlwaysKnown() {
    tour.advance(model, "conv1", true, 2, 0);
    assertThat(tour.upcoming()).isEqualTo(new Stop.LayerStop("conv2"));
  }

  @Test
  void aModelOfOneLayerStaysThere() {
    DreamModel one = Models.oneLayer();
    tour.advance(one, "conv1", true, 2, 0);
    assertThat(walk(one, "conv1", 2, 100)).isEqualTo("conv1");
    assertThat(tour.touring()).isFalse();
    assertThat(tour.upcoming()).isNull();
    assertThat(tour.remaining()).isZero();
  }

  @Test
  void choosingALayerByHandGoesOnFromThere() {
    tour.advance(model, "conv1", true, 10, 0);
    walk(model, "conv1", 10, 15);
    assertThat(tour.advance(model, "conv3", true, 10, 0.1).layer()).isEqualTo("conv3");
    assertThat(tour.remaining()).isEqualTo(10);
    assertThat(walk(model, "conv3", 10, 10)).isEqualTo("pool2");
  }

  @Test
  void turningItOffReturnsToTheControlsLayerAndOnBeginsThereAgain() {
    tour.advance(model, "conv1", true, 10, 0);
    assertThat(walk(model, "conv1", 10, 25)).isEqualTo("pool1");
    assertThat(tour.advance(model, "conv1", false, 10, 0.1).layer()).isEqualTo("conv1");
    assertThat(tour.upcoming()).isNull();
    assertThat(tour.remaining()).isZero();
    tour.advance(model, "conv1", false, 10, 1000);
    assertThat(tour.advance(model, "conv1", true, 10, 0.1).layer()).isEqualTo("conv1");
    assertThat(tour.remaining()).isEqualTo(10);
  }

  @Test
  void withoutATourTheControlsLayerIsFollowed() {
    assertThat(tour.advance(model, "conv3", false, 10, 1).layer()).isEqualTo("conv3");
    assertThat(tour.advance(model, "pool2", false, 10, 1).layer()).isEqualTo("pool2");
  }

  @Test
  void anotherModelBeginsAtTheControlsLayer() {
    tour.advance(model, "conv1", true, 10, 0);
    walk(model, "conv1", 10, 25);
    Dreamnet dreamnet = Dreamnet.embedded();
    assertThat(tour.advance(dreamnet, "eyes", true, 10, 0.1).layer()).isEqualTo("eyes");
    assertThat(walk(dreamnet, "eyes", 10, 10)).isEqualTo("leopard");
    // The same name in the new model is another layer all the same.
    assertThat(tour.advance(model, "eyes", true, 10, 0.1).layer()).isEqualTo("conv1");
  }

  @Test
  void aShorterStayMovesOnAtOnceButOnlyByOne() {
    tour.advance(model, "conv1", true, 3600, 0);
    walk(model, "conv1", 3600, 600);
    assertThat(tour.advance(model, "conv1", true, 2, 0.1).layer()).isEqualTo("conv2");
    assertThat(tour.remaining()).isGreaterThan(1.8);
    assertThat(walk(model, "conv1", 2, 1.5)).isEqualTo("conv2");
  }
}
