package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InvalidValueExceptionTest {
  @Test
  void theMessageIsOneLineWhateverWasGiven() {
    InvalidValueException refusal =
        new InvalidValueException("f", "a\nb\u0000\u001b[31m\u0085\u2028\u202ec", "good ones", "");
    assertThat(refusal).hasMessage("f: 'a?b??[31m???c' is not allowed; use good ones");
    assertThat(refusal.value()).isEqualTo("a?b??[31m???c");
  }

  @Test
  void aLongValueIsCutWithoutHalvingACharacter() {
    assertThat(new InvalidValueException("f", "x".repeat(80), "less", "").value()).hasSize(80);
    assertThat(new InvalidValueException("f", "x".repeat(81), "less", "").value())
        .isEqualTo("x".repeat(80) + "...");
    assertThat(new InvalidValueException("f", "x".repeat(79) + "🌙🌙", "less", "").value())
        .isEqualTo("x".repeat(79) + "...");
  }

  @Test
  void aLabelTakesTheFieldsPlaceInTheMessageOnly() {
    InvalidValueException refusal =
        new InvalidValueException("step", "x", "a number", "").as("--step");
    assertThat(refusal).hasMessage("--step: 'x' is not allowed; use a number");
    assertThat(refusal.field()).isEqualTo("step");
  }
}
