package dev.reverie.dream.engine.onednn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.dream.engine.DreamPlan;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.engine.SmallNetwork;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** The engine's memory, threads and refusals. */
final class OneDnnEngineTest {
  private static final Program PROGRAM = SmallNetwork.program(SmallNetwork.NETWORK, 3);

  @Test
  void plansOfSeveralSizesAndObjectivesShareTheirWeightsAndTheLastFreesThem() {
    try (OneDnnEngine engine = OneDnnEngine.open(1, Precision.FLOAT32)) {
      DreamPlan first = engine.prepare(PROGRAM, Objective.MEAN, 40, 32);
      int alone = engine.kernelArrays();
      DreamPlan second = engine.prepare(PROGRAM, Objective.MEAN, 40, 32);
      DreamPlan third = engine.prepare(PROGRAM, new Objective.Channel(1), 64, 48);

      // Another size may want another layout, but never a copy of one that is there.
      assertThat(alone).isPositive();
      assertThat(engine.kernelArrays()).isBetween(alone, 2 * alone - 3);
      float[] before = stepped(second, 40, 32);
      first.close();
      third.close();
      assertThat(engine.kernelArrays()).isEqualTo(alone);
      assertThat(stepped(second, 40, 32)).isEqualTo(before);
      second.close();
      assertThat(engine.kernelArrays()).isZero();
    }
  }

  @Test
  void moodsOfDreamnetShareWhatTheyHaveInCommon() {
    Dreamnet dreamnet = Dreamnet.embedded();
    try (OneDnnEngine engine = OneDnnEngine.open(1, Precision.FLOAT32);
        DreamPlan one = engine.prepare(dreamnet.program("eyes"), Objective.MEAN, 32, 32)) {
      int alone = engine.kernelArrays();
      try (DreamPlan two = engine.prepare(dreamnet.program("beads"), Objective.MEAN, 32, 32)) {
        assertThat(two.width()).isEqualTo(one.width());
        // A block's first convolution differs from mood to mood: weights and bias of nine.
        assertThat(engine.kernelArrays()).isEqualTo(alone + 18);
      }
      assertThat(engine.kernelArrays()).isEqualTo(alone);
    }
  }

  @Test
  void preparingAndClosingForEverKeepsMemoryFlat() {
    try (OneDnnEngine engine = OneDnnEngine.open(1, Precision.FLOAT32)) {
      int[] sides = {96, 112, 128, 160};
      for (int i = 0; i < 40; i++) {
        stepped(engine, sides[i % sides.length]);
      }
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 200; i++) {
        stepped(engine, sides[i % sides.length]);
      }
      // One plan of 160x160 has 3 MB: a leak of a tenth of a plan would show.
      assertThat(Pointer.physicalBytes() - before).isLessThan(48L << 20);
      assertThat(engine.kernelArrays()).isZero();
    }
  }

  @Test
  void preparingOnThreadsThatComeAndGoKeepsMemoryFlat() throws Exception {
    try (OneDnnEngine engine = OneDnnEngine.open(2, Precision.FLOAT32);
        DreamPlan old = engine.prepare(PROGRAM, Objective.MEAN, 64, 48)) {
      int alone = engine.kernelArrays();
      int[] sides = {96, 112, 128, 160};
      long before = 0;
      for (int i = 0; i < 240; i++) {
        if (i == 40) {
          before = Pointer.physicalBytes();
        }
        int side = sides[i % sides.length];
        FutureTask<DreamPlan> task =
            new FutureTask<>(() -> engine.prepare(PROGRAM, Objective.MEAN, side, side));
        Thread preparing = new Thread(task, "preparing");
        preparing.start();
        stepped(old, 64, 48);
        try (DreamPlan plan = task.get()) {
          stepped(plan, side, side);
        }
        preparing.join();
      }
      assertThat(Pointer.physicalBytes() - before).isLessThan(48L << 20);
      assertThat(engine.kernelArrays()).isEqualTo(alone);
    }
  }

  @Test
  void aFailedPreparationLeavesNothingBehind() {
    try (OneDnnEngine engine = OneDnnEngine.open(1, Precision.FLOAT32)) {
      Program missing =
          new Program(
              SmallNetwork.NETWORK,
              Map.of("conv1", requireNonNull(PROGRAM.kernels().get("conv1"))),
              false);
      assertThatThrownBy(() -> engine.prepare(missing, Objective.MEAN, 40, 32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("conv2");
      assertThat(engine.kernelArrays()).isZero();
    }
  }

  @Test
  void theNumberOfThreadsChangesNothingButTheSpeed() {
    try (OneDnnEngine one = OneDnnEngine.open(1, Precision.FLOAT32);
        DreamPlan onePlan = one.prepare(PROGRAM, Objective.MEAN, 64, 48)) {
      float[] alone = stepped(onePlan, 64, 48);
      try (OneDnnEngine two = OneDnnEngine.open(2, Precision.FLOAT32);
          DreamPlan twoPlan = two.prepare(PROGRAM, Objective.MEAN, 64, 48)) {
        assertThat(two.detail()).contains("2 threads").contains("float32");
        float[] together = stepped(twoPlan, 64, 48);
        for (int i = 0; i < alone.length; i++) {
          assertThat(together[i]).isCloseTo(alone[i], within(1e-2f));
        }
      }
    }
  }

  @Test
  void openMpTakesTheNumberOfThreads() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "libgomp comes with Linux builds");
    assertThat(Isa.current().label()).isNotEmpty();
    try (OpenMp openMp = new OpenMp()) {
      assertThat(openMp.found()).isTrue();
      openMp.threads(2).use();
    }
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> OneDnnEngine.open(0, Precision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  @Test
  void bfloat16IsRefusedInWordsWhereItWouldBeSlow() {
    assertThat(OneDnnEngine.supports(Precision.FLOAT32)).isTrue();
    assumeTrue(
        !OneDnnEngine.supports(Precision.BFLOAT16), "this CPU has AMX, there is nothing to refuse");
    assertThatThrownBy(() -> OneDnnEngine.open(1, Precision.BFLOAT16))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("AMX")
        .hasMessageContaining("float32");
  }

  @Test
  void onlyAmxCountsAsFastForBfloat16() {
    assertThat(Isa.of(dnnl.dnnl_cpu_isa_avx2)).isEqualTo(new Isa("AVX2", false));
    assertThat(Isa.of(dnnl.dnnl_cpu_isa_avx512_core_bf16)).isEqualTo(new Isa("AVX-512", false));
    assertThat(Isa.of(dnnl.dnnl_cpu_isa_avx512_core_fp16).amx()).isFalse();
    assertThat(Isa.of(dnnl.dnnl_cpu_isa_avx512_core_amx)).isEqualTo(new Isa("AMX", true));
    assertThat(Isa.of(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16).amx()).isTrue();
    assertThat(Isa.of(dnnl.dnnl_cpu_isa_sse41).label()).isEqualTo("SSE4.1");
  }

  @Test
  void blocksNeededAtOnceNeverOverlapAndOthersShareAPlace() {
    Random random = new Random(4);
    List<Block> blocks = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < 60; i++) {
      Block block = new Block(1 + random.nextInt(5000));
      int first = random.nextInt(50);
      block.use(first + random.nextInt(6));
      block.use(first);
      blocks.add(block);
      sum += block.bytes();
    }
    blocks.get(0).keep();

    long total = Arena.place(blocks);

    assertThat(total).isLessThan(sum / 2);
    for (Block a : blocks) {
      assertThat(a.offset() % Arena.ALIGNMENT).isZero();
      assertThat(a.offset() + a.bytes()).isLessThanOrEqualTo(total);
      for (Block b : blocks) {
        if (a != b && a.meets(b)) {
          assertThat(a.offset() + a.bytes() <= b.offset() || b.offset() + b.bytes() <= a.offset())
              .isTrue();
        }
      }
    }
  }

  private static void stepped(OneDnnEngine engine, int side) {
    try (DreamPlan plan = engine.prepare(PROGRAM, Objective.MEAN, side, side)) {
      stepped(plan, side, side);
    }
  }

  private static float[] stepped(DreamPlan plan, int width, int height) {
    try (PlanarImage image = new PlanarImage(width, height)) {
      Random random = new Random(1);
      for (int i = 0; i < image.count(); i++) {
        image.values().put(i, random.nextFloat() * 255);
      }
      plan.step(image, 2, true);
      float[] values = new float[image.count()];
      image.values().get(0, values);
      return values;
    }
  }
}
