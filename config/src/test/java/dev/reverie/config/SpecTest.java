package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {
  private static final Spec REAL =
      new Spec.Numeric("decay", "Life", "Help.", 0.5, 0, 1.5, 0.1, "", false);
  private static final Spec WHOLE =
      new Spec.Numeric("steps", "Ascent", "Help.", 1, 1, Integer.MAX_VALUE, 1, "per tick", true);
  private static final Spec TOGGLE = new Spec.Toggle("mirror", "Source", "Help.", false);
  private static final Spec CHOICE =
      new Spec.Choice("objective", "Dream", "Help.", "mean", List.of("mean", "l2"));
  private static final Spec TEXT = new Spec.Text("layer", "Dream", "Help.", "auto", false);

  @Test
  void numbersAreTakenFromWordsAndNumbersInclusiveOfTheLimits() {
    assertThat(REAL.parse("0")).isEqualTo(0.0);
    assertThat(REAL.parse(" 1.5 ")).isEqualTo(1.5);
    assertThat(REAL.parse(".5")).isEqualTo(0.5);
    assertThat(REAL.parse("1.")).isEqualTo(1.0);
    assertThat(REAL.parse("15e-1")).isEqualTo(1.5);
    assertThat(REAL.parse(1)).isEqualTo(1.0);
    assertThat(REAL.parse(0.25f)).isEqualTo(0.25);
    assertThat(WHOLE.parse("3.0")).isEqualTo(3);
    assertThat(WHOLE.parse("1e3")).isEqualTo(1000);
    assertThat(WHOLE.parse("2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(WHOLE.parse(4.0)).isEqualTo(4);
  }

  @Test
  void minusZeroIsZero() {
    assertThat(Double.doubleToRawLongBits((Double) REAL.parse("-0"))).isZero();
    assertThat(Double.doubleToRawLongBits((Double) REAL.parse(-0.0))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "1.5000001",
        "-0.1",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "1e999",
        "0x1p0",
        "1f",
        "1d",
        "1_0",
        "1,5",
        "1 0",
        "1 px",
        "--1",
        "+",
        ".",
        "e1",
        "1e",
        "\u0661",
        "\uFF11",
        "1\n1",
        "true"
      })
  void whatIsNoNumberInTheRangeIsRefused(String word) {
    assertRefused(REAL, word, "a number from 0 to 1.5");
  }

  @Test
  void numbersThatAreNotFiniteNorWholeNorSmallEnoughAreRefused() {
    assertRefused(REAL, Double.NaN, "a number from 0 to 1.5");
    assertRefused(REAL, Double.POSITIVE_INFINITY, "a number from 0 to 1.5");
    assertRefused(REAL, Float.NaN, "a number from 0 to 1.5");
    assertRefused(REAL, true, "a number from 0 to 1.5");
    String whole = "a whole number from 1 to 2147483647 per tick";
    assertRefused(WHOLE, 1.5, whole);
    assertRefused(WHOLE, 0, whole);
    assertRefused(WHOLE, 2147483648L, whole);
    assertRefused(WHOLE, BigInteger.TEN.pow(400), whole);
    assertRefused(WHOLE, "2147483648", whole);
    assertRefused(WHOLE, "1.0000000001", whole);
  }

  @Test
  void aHugeNumberWordIsRefusedAndShownShort() {
    String huge = "1".repeat(1_000_000);
    assertThatThrownBy(() -> REAL.parse(huge))
        .isInstanceOf(InvalidValueException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    assertRefused(REAL, "0".repeat(65), "a number from 0 to 1.5");
  }

  @Test
  void switchesTakeTheUsualWords() {
    for (Object on : List.of("on", "ON", " true ", "yes", "1", true, 1)) {
      assertThat(TOGGLE.parse(on)).isEqualTo(true);
    }
    for (Object off : List.of("off", "Off", "false", "no", "0", false, 0)) {
      assertThat(TOGGLE.parse(off)).isEqualTo(false);
    }
    for (Object wrong : List.of("", "2", "y", "enable", 2, 1.0, "\u0000")) {
      assertRefused(TOGGLE, wrong, "on or off");
    }
  }

  @Test
  void choicesAreTakenInAnyCaseAndGivenAsDeclared() {
    assertThat(CHOICE.parse(" L2 ")).isEqualTo("l2");
    for (Object wrong : List.of("", "l3", "mean,l2", 2, true)) {
      assertRefused(CHOICE, wrong, "one of mean, l2");
    }
  }

  @Test
  void textIsTrimmedAndKeptAsItIs() {
    assertThat(TEXT.parse("  block3_pool \t")).isEqualTo("block3_pool");
    assertThat(TEXT.parse("")).isEqualTo("");
    assertThat(TEXT.parse("Träume/ドリーム 🌙")).isEqualTo("Träume/ドリーム 🌙");
    assertThat(TEXT.parse(5)).isEqualTo("5");
    assertThat(TEXT.parse("x".repeat(Spec.Text.MAX_LENGTH))).isEqualTo("x".repeat(2048));
  }

  @Test
  void textThatIsTooLongOrHoldsControlCharactersIsRefused() {
    String allowed = "text of at most 2048 characters on one line";
    assertRefused(TEXT, "x".repeat(Spec.Text.MAX_LENGTH + 1), allowed);
    for (String wrong : List.of("a\u0000b", "a\nb", "a\rb", "a\u001bb", "a\u007fb", "a\u0085b")) {
      assertRefused(TEXT, wrong, allowed);
    }
  }

  @Test
  void aSecretIsMaskedWhenItIsRefused() {
    Spec secret = new Spec.Text("operator-token", "Server", "Help.", "", true);
    assertThatThrownBy(() -> secret.parse("hush\nhush"))
        .hasMessageStartingWith("operator-token: '***' is not allowed")
        .hasMessageNotContaining("hush");
  }

  @Test
  void theEnvironmentVariableIsTheNameInCapitals() {
    assertThat(new Spec.Text("octave-scale", "", "", "", false).environmentVariable())
        .isEqualTo("REVERIE_OCTAVE_SCALE");
  }

  private static void assertRefused(Spec spec, Object raw, String allowed) {
    assertThatThrownBy(() -> spec.parse(raw))
        .isInstanceOfSatisfying(
            InvalidValueException.class,
            e -> {
              assertThat(e.field()).isEqualTo(spec.name());
              assertThat(e.allowed()).isEqualTo(allowed);
              assertThat(e.getMessage())
                  .startsWith(spec.name() + ": '" + e.value() + "' is not allowed; use " + allowed);
              assertThat(e).hasMessageMatching(".*"); // one line
            });
  }
}
