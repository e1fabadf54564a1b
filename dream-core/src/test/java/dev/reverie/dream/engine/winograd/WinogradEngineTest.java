package dev.reverie.dream.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.reverie.dream.engine.DoubleNetwork;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.SmallNetwork;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Layer;
import dev.reverie.dream.network.Network;
import dev.reverie.dream.network.Preprocessing;
import dev.reverie.dream.network.Program;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WinogradEngineTest {
  private final DreamEngine engine = WinogradEngine.open(2);

  @AfterAll
  void closeEngine() {
    engine.close();
  }

  /** Sums that a convolution or an up-sampling computes on its way, ReLUs done while reading. */
  @Test
  void whatIsFusedInAForwardOnlyProgramGivesTheSameResult() {
    Network network =
        new Network(
            "fused",
            new Preprocessing(true, 104, 117, 123, 0.02f),
            4,
            List.of(
                SmallNetwork.node("pixels", new Layer.PixelUnshuffle(2), Network.INPUT),
                SmallNetwork.node("stem", new Layer.Conv(12, 20, 3, 1, 1, false), "pixels"),
                SmallNetwork.node("in", new Layer.Relu(), "stem"),
                SmallNetwork.node("a", new Layer.Conv(20, 20, 3, 1, 1, true), "in"),
                SmallNetwork.node("b", new Layer.Conv(20, 20, 3, 1, 1, false), "a"),
                SmallNetwork.node("sum", new Layer.Add(), "stem", "b"),
                SmallNetwork.node("shrink.in", new Layer.Relu(), "sum"),
                SmallNetwork.node("shrink", new Layer.Conv(20, 24, 4, 2, 1, false), "shrink.in"),
                SmallNetwork.node("grow", new Layer.Conv(24, 20, 3, 1, 1, false), "shrink"),
                SmallNetwork.node("up", new Layer.Upsample(2), "grow"),
                SmallNetwork.node("skip", new Layer.Add(), "up", "sum"),
                SmallNetwork.node("head.in", new Layer.Relu(), "skip"),
                SmallNetwork.node("head", new Layer.Conv(20, 12, 3, 1, 1, false), "head.in"),
                SmallNetwork.node("out", new Layer.PixelShuffle(2), "head")));
    Program small = SmallNetwork.program(network, 9);
    Program program = new Program(network, small.kernels(), true);
    int width = 104;
    int height = 76;
    double[] picture = new Random(2).doubles(3L * width * height, 0, 255).toArray();
    try (DreamPlan plan = engine.prepare(program, Objective.MEAN, width, height);
        PlanarImage image = new PlanarImage(width, height);
        PlanarImage direction = new PlanarImage(width, height)) {
      for (int i = 0; i < picture.length; i++) {
        picture[i] = (float) picture[i];
        image.values().put(i, (float) picture[i]);
      }
      plan.gradient(image, direction);

      DoubleNetwork exact = new DoubleNetwork(program, width, height);
      int plane = width * height;
      double squares = 0;
      for (int channel = 0; channel < 3; channel++) {
        double sum = 0;
        for (int i = 0; i < plane; i++) {
          // The network's first channel is red, the picture's last plane.
          double value = direction.values().get((2 - channel) * plane + i);
          sum += value;
          squares += value * value;
        }
        double expected = exact.objective(picture, new Objective.Channel(channel));
        assertThat(sum / plane).isCloseTo(expected, within(1e-4));
      }
      double expected = exact.objective(picture, Objective.L2);
      assertThat(squares / (3.0 * plane)).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @Test
  void theNumberOfThreadsChangesNothingButTheSpeed() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 3);
    try (DreamEngine one = WinogradEngine.open(1);
        DreamEngine three = WinogradEngine.open(3);
        DreamPlan first = one.prepare(program, Objective.MEAN, 61, 47);
        DreamPlan second = three.prepare(program, Objective.MEAN, 61, 47);
        PlanarImage a = noise(61, 47);
        PlanarImage b = noise(61, 47)) {
      for (int i = 0; i < 5; i++) {
        first.step(a, 3, true);
        second.step(b, 3, true);
      }
      assertThat(a.values()).isEqualTo(b.values());
    }
  }

  @Test
  void plansOfSeveralSizesAndLayersAtOnceDoNotDisturbEachOther() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 3);
    try (DreamPlan large = engine.prepare(program, Objective.MEAN, 64, 48);
        PlanarImage before = noise(64, 48);
        PlanarImage after = noise(64, 48);
        PlanarImage other = noise(32, 24)) {
      large.step(before, 3, true);
      try (DreamPlan small = engine.prepare(program, Objective.L2, 32, 24)) {
        small.step(other, 3, true);
      }
      large.step(after, 3, true);
      assertThat(before.values()).isEqualTo(after.values());
    }
  }

  @Test
  void aStepAllocatesNothingOnceItsCodeIsCompiled() {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (DreamEngine alone = WinogradEngine.open(1);
        DreamPlan plan = alone.prepare(program, Objective.MEAN, 64, 48);
        PlanarImage image = noise(64, 48)) {
      // Vectors are objects until the compiler has seen enough of the loops.
      long allocated = Long.MAX_VALUE;
      for (int round = 0; round < 400 && allocated > 1000; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20; i++) {
          plan.step(image, 1, true);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isLessThanOrEqualTo(1000);
    }
  }

  @Test
  void aPictureThatMemoryDoesNotHoldIsRefusedInWords() {
    Program program = Dreamnet.embedded().program("auto");
    assertThatThrownBy(() -> engine.prepare(program, Objective.MEAN, 65_536, 65_536))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("not enough memory for 65536x65536")
        .hasMessageContaining("smaller size");
  }

  private static PlanarImage noise(int width, int height) {
    PlanarImage image = new PlanarImage(width, height);
    Random random = new Random(5);
    for (int i = 0; i < image.count(); i++) {
      image.values().put(i, random.nextFloat() * 255);
    }
    return image;
  }
}
