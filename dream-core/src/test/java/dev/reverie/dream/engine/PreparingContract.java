package dev.reverie.dream.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.network.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine must do: prepare plans on any thread, while steps run on the engine's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PreparingContract {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int STEPS = 12;
  private static final int PLANS = 20;
  private static final String ELSEWHERE = "elsewhere";

  private final Callable<DreamEngine> opener;
  private @Nullable DreamEngine engine;

  /**
   * @param opener called once; closed after the last test
   */
  protected PreparingContract(Callable<DreamEngine> opener) {
    this.opener = opener;
  }

  @BeforeAll
  void openEngine() throws Exception {
    engine = opener.call();
  }

  @AfterAll
  void closeEngine() {
    if (engine != null) {
      engine.close();
    }
  }

  private DreamEngine engine() {
    return requireNonNull(engine);
  }

  /** One that is differentiated, and one that gives the direction itself. */
  private static List<Program> programs() {
    return List.of(
        SmallNetwork.program(SmallNetwork.NETWORK, 3), Dreamnet.embedded().program("eyes"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void stepsBesideTwentyPreparationsAreTheSameToTheLastBit(Program program) throws Exception {
    Program stranger = SmallNetwork.program(SmallNetwork.NETWORK, 4);
    ConcurrentLinkedQueue<DreamPlan> prepared = new ConcurrentLinkedQueue<>();
    try (DreamPlan plan = engine().prepare(program, Objective.MEAN, WIDTH, HEIGHT)) {
      List<Float> undisturbed = climbed(plan);
      FutureTask<Void> preparing =
          elsewhere(
              () -> {
                for (int i = 0; i < PLANS; i++) {
                  // Of the same weights, which the two share, and of others; of many sizes.
                  prepared.add(
                      engine()
                          .prepare(
                              i % 3 == 2 ? stranger : program,
                              Objective.L2,
                              32 + 16 * (i % 5),
                              48));
                }
                return null;
              });
      while (!preparing.isDone()) {
        assertThat(climbed(plan)).isEqualTo(undisturbed);
        // Freed while the next one is prepared.
        DreamPlan done = prepared.poll();
        if (done != null) {
          done.close();
        }
      }
      preparing.get();
      assertThat(climbed(plan)).isEqualTo(undisturbed);
    } finally {
      prepared.forEach(DreamPlan::close);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aPlanThatWasPreparedElsewhereComputesTheSame(Program program) throws Exception {
    try (DreamPlan here = engine().prepare(program, Objective.MEAN, WIDTH, HEIGHT);
        DreamPlan there =
            elsewhere(() -> engine().prepare(program, Objective.MEAN, WIDTH, HEIGHT)).get()) {
      assertThat(climbed(there)).isEqualTo(climbed(here));
    }
  }

  @Test
  void severalThreadsPrepareAtOnce() throws Exception {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 6);
    try (DreamPlan here = engine().prepare(program, Objective.MEAN, WIDTH, HEIGHT)) {
      List<FutureTask<DreamPlan>> others =
          Stream.generate(
                  () -> elsewhere(() -> engine().prepare(program, Objective.MEAN, WIDTH, HEIGHT)))
              .limit(4)
              .toList();
      for (FutureTask<DreamPlan> other : others) {
        try (DreamPlan there = other.get()) {
          assertThat(climbed(there)).isEqualTo(climbed(here));
        }
      }
    }
  }

  /** New threads are called like the one that starts them, and the system shows their names. */
  @ParameterizedTest
  @MethodSource("programs")
  void aPreparationComputesOnItsThreadAlone(Program program) throws Exception {
    Path tasks = Path.of("/proc/self/task");
    assumeTrue(Files.isDirectory(tasks), "only Linux shows a process's threads as files");
    FutureTask<Long> counting =
        elsewhere(
            () -> {
              DreamPlan plan = engine().prepare(program, Objective.MEAN, 160, 128);
              try (Stream<Path> all = Files.list(tasks)) {
                return all.filter(task -> name(task).equals(ELSEWHERE)).count();
              } finally {
                plan.close();
              }
            });
    assertThat(counting.get()).isEqualTo(1);
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).trim();
    } catch (IOException e) {
      if (!Files.exists(task)) {
        return ""; // it has ended meanwhile
      }
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatCannotBePreparedElsewhereIsRefusedAndTheStepsGoOn() throws Exception {
    Program program = SmallNetwork.program(SmallNetwork.NETWORK, 3);
    try (DreamPlan plan = engine().prepare(program, Objective.MEAN, WIDTH, HEIGHT)) {
      List<Float> undisturbed = climbed(plan);
      FutureTask<DreamPlan> refused =
          elsewhere(() -> engine().prepare(program, Objective.MEAN, 3, 3));
      assertThatThrownBy(refused::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("too small");
      assertThat(climbed(plan)).isEqualTo(undisturbed);
    }
  }

  private static <T> FutureTask<T> elsewhere(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, ELSEWHERE);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** Every value of a picture after some steps from always the same one. */
  private static List<Float> climbed(DreamPlan plan) {
    try (PlanarImage image = new PlanarImage(WIDTH, HEIGHT)) {
      Random random = new Random(8);
      for (int i = 0; i < image.count(); i++) {
        image.values().put(i, random.nextFloat() * 255);
      }
      for (int i = 0; i < STEPS; i++) {
        plan.step(image, 3, true);
      }
      Float[] values = new Float[image.count()];
      for (int i = 0; i < values.length; i++) {
        values[i] = image.values().get(i);
      }
      return List.of(values);
    }
  }
}
