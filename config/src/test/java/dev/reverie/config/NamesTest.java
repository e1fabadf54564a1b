package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  private static final List<String> KNOWN = List.of("step", "steps", "octave-scale", "fps", "host");

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, '', 3",
    "abc, abc, 0",
    "kitten, sitting, 3",
    "ab, ba, 2",
    "step, sterp, 1"
  })
  void theDistanceCountsEdits(String a, String b, int edits) {
    assertThat(Names.distance(a, b)).isEqualTo(edits);
    assertThat(Names.distance(b, a)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({"sterp, step", "STEPS, steps", "octavscal, octave-scale", "fp, fps", "hots, host"})
  void aMisspellingFindsItsName(String given, String meant) {
    assertThat(Names.nearest(given, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"''", "zebra", "foo", "x", "octopus"})
  void whatIsNotNearProposesNothing(String given) {
    assertThat(Names.nearest(given, KNOWN)).isEmpty();
  }

  @Test
  void aHugeNameIsNotCompared() {
    assertThat(Names.nearest("s".repeat(10_000_000), KNOWN)).isEmpty();
    assertThat(Names.nearest("s", List.of())).isEmpty();
  }

  @Test
  void theRefusalNamesWhatIsKnown() {
    InvalidValueException refusal = Names.unknown("layer", "blok3", List.of("block1", "block3"));
    assertThat(refusal)
        .hasMessage(
            "layer: 'blok3' is not allowed; use one of block1, block3 (did you mean 'block3'?)");
    assertThat(refusal.field()).isEqualTo("layer");
    assertThat(refusal.value()).isEqualTo("blok3");
    assertThat(Names.unknown("layer", "zebra", List.of("a", "b")))
        .hasMessage("layer: 'zebra' is not allowed; use one of a, b");
  }
}
