package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  record NoKnob(int bare) {}

  record BadDefault(@Knob(group = "g", value = "9", max = 5, help = "Help.") int five) {}

  record BadChoice(
      @Knob(
              group = "g",
              value = "c",
              choices = {"a", "b"},
              help = "Help.")
          String ab) {}

  record Spelt(
      @Knob(group = "g", value = "a", help = "Help.") String oneTwo,
      @Knob(group = "g", value = "2", max = 5, help = "Help.") int three) {}

  @Test
  void everyComponentIsDeclaredInOrderAndItsDefaultIsAllowed() {
    Map<String, Object> values = Controls.table().values(Controls.defaults());

    assertThat(values.keySet())
        .containsExactlyElementsOf(Controls.table().specs().stream().map(Spec::name).toList());
    for (Spec spec : Controls.table().specs()) {
      assertThat(values).containsEntry(spec.name(), spec.defaultValue());
      assertThat(spec.parse(spec.defaultValue())).isEqualTo(spec.defaultValue());
    }
  }

  @Test
  void everyDeclarationIsFitForPeople() {
    for (Table<?> table : List.of(Settings.table(), Controls.table())) {
      for (Spec spec : table.specs()) {
        assertThat(spec.help()).as(spec.name()).endsWith(".").doesNotContain("\n", "|");
        assertThat(spec.group()).as(spec.name()).isNotBlank();
        assertThat(spec.allowed()).as(spec.name()).isNotBlank();
        if (spec instanceof Spec.Numeric n) {
          assertThat(n.min()).as(spec.name()).isLessThan(n.max());
          assertThat(n.by()).as(spec.name()).isPositive();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "octaveScale, octave-scale",
    "octave_scale, octave-scale",
    "OCTAVE_SCALE, octave-scale",
    "OCTAVE-SCALE, octave-scale",
    "' octave-scale ', octave-scale",
    "Step, step",
    "l2Norm, l2-norm"
  })
  void spellingsOfANameMeanTheSame(String spelling, String name) {
    assertThat(Table.canonical(spelling)).isEqualTo(name);
  }

  @Test
  void aTableOfItsOwnRecordWorksTheSame() {
    Table<Spelt> table = Table.of(Spelt.class);
    assertThat(table.build(Map.of("one_two", "b", "THREE", "3"))).isEqualTo(new Spelt("b", 3));
    assertThat(Table.of(Spelt.class)).isSameAs(table);
    assertThat(table.has("oneTwo")).isTrue();
    assertThat(table.has("four")).isFalse();
    assertThat(table.describe(new Spelt("b", 3))).isEqualTo("{one-two=b, three=3}");
  }

  @Test
  void aChangeIsAllOrNothing() {
    Controls before = Controls.defaults();
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("steps", 7);
    changes.put("octaves", 99);

    assertThatThrownBy(() -> before.with(changes))
        .isInstanceOfSatisfying(
            InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("octaves"));
    assertThat(before).isEqualTo(Controls.defaults());

    changes.put("octaves", 3);
    assertThat(before.with(changes).steps()).isEqualTo(7);
    assertThat(before.with(changes).octaves()).isEqualTo(3);
    assertThat(
            before.with(changes).with(Map.of("steps", before.steps(), "octaves", before.octaves())))
        .isEqualTo(before);
    assertThat(before.with(Map.of())).isEqualTo(before);
  }

  @Test
  void settingsChangeTheSameWay() {
    assertThat(Settings.defaults().with(Map.of("port", "0")).port()).isZero();
    assertThatThrownBy(() -> Settings.defaults().with(Map.of("port", 65536)))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> Controls.defaults().with(Map.of("octave", 1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("name: 'octave' is not allowed; use one of model, layer,")
        .hasMessageEndingWith("(did you mean 'octaves'?)");
    assertThatThrownBy(() -> Controls.table().spec("\u0000".repeat(100_000)))
        .isInstanceOf(InvalidValueException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void whatIsNoWordNumberOrSwitchIsRefused() {
    for (Object odd : List.of(List.of("auto"), Map.of("a", 1), new int[0])) {
      assertThatThrownBy(() -> Controls.defaults().with(Map.of("layer", odd)))
          .isInstanceOfSatisfying(
              InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("layer"));
    }
    Map<String, @Nullable Object> nothing = new HashMap<>();
    nothing.put("layer", null);
    assertThatThrownBy(() -> Controls.defaults().with(nothing))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("layer: 'null' is not allowed");
  }

  @Test
  void aDeclarationWithoutKnobOrWithAnImpossibleDefaultIsAMistakeOfOurs() {
    assertThatThrownBy(() -> Table.of(NoKnob.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no @Knob");
    assertThatThrownBy(() -> Table.of(BadDefault.class))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("'9' is not allowed");
    assertThatThrownBy(() -> Table.of(BadChoice.class)).isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3cret"})
  void settingsInALogShowNoSecret(String token) {
    String shown = Settings.defaults().with(Map.of("operator-token", token)).toString();
    assertThat(shown)
        .startsWith("Settings{source=auto, ")
        .contains("operator-token=" + (token.isEmpty() ? "" : "***") + ",");
  }
}
