package dev.reverie.dream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.ManualClock;
import dev.reverie.dream.engine.EngineCatalogue.Trial;
import dev.reverie.dream.engine.EngineChooser.Purpose;
import dev.reverie.dream.engine.FakeEngines.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chosen, from what, and what is remembered of it. */
final class EngineChooserTest {
  private static final EngineChoice ONE = new EngineChoice("prompt", Precision.FLOAT32, 1);
  private static final EngineChoice TWO = new EngineChoice("prompt", Precision.FLOAT32, 2);
  private static final EngineChoice COARSE_ONE = new EngineChoice("prompt", Precision.BFLOAT16, 1);
  private static final EngineChoice COARSE_TWO = new EngineChoice("prompt", Precision.BFLOAT16, 2);
  private static final EngineChoice JAVA = new EngineChoice("java", Precision.FLOAT32, 1);
  private static final EngineChoice JAVA_TWO = new EngineChoice("java", Precision.FLOAT32, 2);
  private static final EngineChoice HEAVY = new EngineChoice("heavy", Precision.FLOAT32, 1);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private FakeEngines engines = engines(Precision.FLOAT32);

  private FakeEngines engines(Precision... prompt) {
    return new FakeEngines(clock)
        .with("prompt", Trial.PROMPT, prompt)
        .with("java", Trial.WARMS_UP, Precision.FLOAT32)
        .with("heavy", Trial.NONE, Precision.FLOAT32)
        .takes(ONE, 5, 6)
        .takes(TWO, 3, 50)
        .takes(COARSE_ONE, 2, 2)
        .takes(COARSE_TWO, 1, 20)
        .takes(JAVA, 4, 4)
        .takes(JAVA_TWO, 4, 7);
  }

  private EngineChooser chooser(String engine, int threads, Purpose purpose) {
    return chooser(engine, threads, 2, purpose, "this machine");
  }

  private EngineChooser chooser(
      String engine, int threads, int cores, Purpose purpose, String machine) {
    return new EngineChooser(
        engines,
        new EngineChooser.Question(engine, threads, cores, purpose),
        new EngineProbe(engines, clock),
        new ProbeCache(folder.resolve("engines.json"), machine));
  }

  private EngineRanking live() {
    return chooser("auto", 0, Purpose.LIVE).rank(null, true);
  }

  @Test
  void liveTheFiguresBesideABusyThreadDecideEngineAndThreads() {
    EngineRanking ranking = live();
    assertThat(ranking.choices()).containsExactly(JAVA, ONE, HEAVY);
    assertThat(ranking.timings())
        .extracting(Timing::choice)
        .containsExactly(JAVA, ONE, JAVA_TWO, TWO);
    assertThat(ranking.reason())
        .contains("java float32 with 1 thread 4.0 ms", "prompt float32 with 2 threads 50.0 ms")
        .contains("dreamnet at 128x96 beside a busy thread", "measured now");
  }

  @Test
  void stillsHaveAllCores() {
    EngineRanking ranking = chooser("auto", 0, Purpose.STILL).rank(null, true);
    assertThat(ranking.choices())
        .containsExactly(TWO, JAVA_TWO, new EngineChoice("heavy", Precision.FLOAT32, 2));
    assertThat(ranking.reason()).doesNotContain("busy");
  }

  @Test
  void whereBfloat16IsFastNothingElseIsMeasuredForAuto() {
    engines = engines(Precision.BFLOAT16, Precision.FLOAT32);
    EngineRanking ranking = live();
    assertThat(ranking.timings())
        .extracting(Timing::choice)
        .containsExactly(COARSE_ONE, COARSE_TWO);
    assertThat(ranking.choices()).containsExactly(COARSE_ONE, ONE, JAVA, HEAVY);
    assertThat(engines.diary()).noneMatch(line -> line.contains("java"));
  }

  @Test
  void float32IsFloat32() {
    engines = engines(Precision.BFLOAT16, Precision.FLOAT32);
    EngineRanking ranking = chooser("auto", 0, Purpose.LIVE).rank(Precision.FLOAT32, true);
    assertThat(ranking.choices()).containsExactly(JAVA, ONE, HEAVY);
  }

  @Test
  void whatIsSetIsNotMeasured() {
    EngineRanking ranking = chooser("prompt", 2, Purpose.LIVE).rank(null, true);
    assertThat(ranking.choices()).containsExactly(TWO);
    assertThat(ranking.reason()).contains("engine as set", "the only one", "threads as set");
    assertThat(chooser("heavy", 0, Purpose.LIVE).rank(null, true).choices()).containsExactly(HEAVY);
    assertThat(engines.diary()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void manyCoresAreTriedInDoublings() {
    EngineRanking ranking = chooser("prompt", 0, 16, Purpose.LIVE, "large").rank(null, true);
    assertThat(ranking.timings())
        .extracting(timing -> timing.choice().threads())
        .containsExactlyInAnyOrder(1, 2, 4, 8, 15, 16);
  }

  @Test
  void theNextStartRemembers() {
    EngineRanking measured = live();
    engines.diary();
    EngineRanking remembered = live();
    assertThat(remembered.choices()).isEqualTo(measured.choices());
    assertThat(remembered.timings()).isEqualTo(measured.timings());
    assertThat(remembered.reason()).contains("remembered");
    assertThat(engines.diary()).isEmpty();
  }

  @Test
  void anotherMachineVersionOrQuestionIsMeasuredForItself() {
    live();
    assertThat(chooser("auto", 0, 2, Purpose.LIVE, "another").rank(null, true).reason())
        .contains("measured now");
    assertThat(chooser("auto", 0, Purpose.STILL).rank(null, true).reason())
        .contains("measured now");
    assertThat(chooser("auto", 1, Purpose.LIVE).rank(null, true).reason()).contains("measured now");
    assertThat(chooser("auto", 0, Purpose.LIVE).rank(null, false).reason())
        .contains("two blocks of vgg16 at 64x64", "measured now");
    // And none pushed the other out.
    assertThat(live().reason()).contains("remembered");
  }

  @Test
  void oneProcessMeasuresOnceEvenWhereNothingCanBeWrittenDown() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    EngineChooser chooser =
        new EngineChooser(
            engines,
            new EngineChooser.Question("auto", 0, 2, Purpose.LIVE),
            new EngineProbe(engines, clock),
            new ProbeCache(folder.resolve("file/engines.json"), "this machine"));
    assertThat(chooser.rank(null, true).reason()).contains("measured now");
    engines.diary();
    assertThat(chooser.rank(Precision.FLOAT32, true).reason()).contains("measured before");
    assertThat(engines.diary()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{\"format\":1}",
        "{\"format\":1,\"measured\":[1,2]}",
        "{\"format\":1,\"measured\":{\"KEY\":3}}",
        "{\"format\":1,\"measured\":{\"KEY\":[{\"engine\":\"prompt\",\"threads\":1,\"ms\":-4}]}}",
        "{\"format\":1,\"measured\":{\"KEY\":[{\"engine\":7,\"precision\":null,\"ms\":\"x\"}]}}",
        "{\"format\":2,\"measured\":{}}"
      })
  void aFileThatIsNotOursIsReplaced(String content) throws IOException {
    Path file = folder.resolve("engines.json");
    String key =
        "this machine | live, dreamnet at 128x96: "
            + String.join(
                ", ", Stream.of(ONE, TWO, JAVA, JAVA_TWO).map(c -> c.toString()).toList());
    Files.writeString(file, content.replace("KEY", key));
    assertThat(live().reason()).contains("measured now");
    assertThat(live().reason()).contains("remembered");
    assertThat(Files.readString(file)).contains(key);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theFileDoesNotGrowForEver() throws IOException {
    for (int i = 0; i < 40; i++) {
      chooser("auto", 0, 2, Purpose.LIVE, "machine " + i).rank(null, true);
    }
    String text = Files.readString(folder.resolve("engines.json"));
    assertThat(text).contains("machine 39").doesNotContain("machine 7 ");
  }

  @Test
  void anEngineThatIsNotThereIsNamedAndNoCandidate() {
    engines.fails("prompt", Fault.UNAVAILABLE);
    EngineRanking ranking = live();
    assertThat(ranking.choices()).containsExactly(JAVA, HEAVY);
    assertThat(ranking.problems()).containsExactly("prompt: trouble at UNAVAILABLE");
  }

  @Test
  void whoIsMissingAndCouldNotHaveWonIsNotMissed() {
    engines = engines(Precision.BFLOAT16, Precision.FLOAT32);
    engines.fails("java", Fault.UNAVAILABLE);
    EngineRanking ranking = live();
    assertThat(ranking.choices()).containsExactly(COARSE_ONE, ONE, HEAVY);
    assertThat(ranking.problems()).isEmpty();
  }

  @Test
  void whatFailsWhenMeasuredStandsLast() {
    engines.fails("prompt", Fault.STEP);
    EngineRanking ranking = live();
    assertThat(ranking.choices()).startsWith(JAVA).endsWith(ONE);
    assertThat(ranking.problems()).containsExactly("prompt: trouble at STEP");
  }

  @Test
  void whoHadNoTimeToWarmUpIsTrustedWithGradientsAndMeasuredAgain() {
    engines.takes(ONE, 40, 40).takes(TWO, 40, 40).takes(JAVA, 90, 90).takes(JAVA_TWO, 90, 90);
    assertThat(live().choices()).containsExactly(ONE, JAVA, HEAVY);
    EngineRanking ranking = chooser("auto", 0, Purpose.LIVE).rank(null, false);
    assertThat(ranking.choices()).containsExactly(JAVA, ONE, HEAVY);
    assertThat(ranking.reason()).contains("java had no time to warm up");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutAnyFigureTheUsualOrderHolds() {
    engines.fails("prompt", Fault.OPEN);
    engines.fails("java", Fault.OPEN);
    EngineRanking ranking = live();
    assertThat(ranking.choices()).containsExactly(HEAVY, ONE, JAVA);
    assertThat(ranking.reason()).contains("nothing could be measured", "one core is left");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theMachinesNameTellsMachinesAndVersionsApart() {
    String here = MachineId.of("1.0", Map.of(), 2);
    assertThat(here)
        .contains("Reverie 1.0", "2 cores", "Java ")
        .isEqualTo(MachineId.of("1.0", Map.of(), 2));
    assertThat(
            List.of(
                MachineId.of("1.1", Map.of(), 2),
                MachineId.of("1.0", Map.of(), 4),
                MachineId.of("1.0", Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"), 2)))
        .doesNotContain(here)
        .doesNotHaveDuplicates();
  }
}
