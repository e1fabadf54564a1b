package dev.reverie.dream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.config.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnginesTest {
  private final Engines engines = new Engines();

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "winograd", "nd4j"})
  void everyEngineOpensInEveryPrecisionItOffers(String name) {
    assertThat(engines.names()).containsExactly("onednn", "winograd", "nd4j");
    List<Precision> precisions = engines.precisions(name);
    assertThat(precisions).contains(Precision.FLOAT32);
    for (Precision precision : precisions) {
      try (DreamEngine engine = engines.open(new EngineChoice(name, precision, 1))) {
        assertThat(engine.name()).isEqualTo(name);
        assertThat(engine.detail()).contains(precision.label(), "1 thread");
        assertThat(engine.report().detail()).isEqualTo(engine.detail());
      }
    }
  }

  @Test
  void whatThereIsNotIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> Engines.open("onedn", Precision.FLOAT32, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("did you mean 'onednn'?");
    for (String name : List.of("winograd", "nd4j")) {
      assertThatThrownBy(() -> Engines.open(name, Precision.BFLOAT16, 1))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("bfloat16")
          .hasMessageContaining(name + " computes in float32 alone");
      assertThatThrownBy(() -> Engines.requirePrecision(name, Precision.BFLOAT16))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("auto or float32");
    }
    assertThatThrownBy(() -> Engines.requirePrecision("ndj4", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("nd4j");
  }

  @Test
  void withoutAmxBfloat16IsRefusedAndFloat32Named() {
    assumeTrue(!engines.precisions("onednn").contains(Precision.BFLOAT16), "this CPU has AMX");
    assertThatThrownBy(() -> Engines.open("onednn", Precision.BFLOAT16, 1))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("AMX")
        .hasMessageContaining("float32");
    assertThatThrownBy(() -> Engines.requirePrecision("auto", Precision.BFLOAT16))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("auto or float32")
        .hasMessageContaining("AMX");
  }

  @Test
  void withAmxBfloat16IsOffered() {
    assumeTrue(engines.precisions("onednn").contains(Precision.BFLOAT16), "this CPU has no AMX");
    assertThatCode(() -> Engines.requirePrecision("auto", Precision.BFLOAT16))
        .doesNotThrowAnyException();
    assertThatCode(() -> Engines.requirePrecision("onednn", null)).doesNotThrowAnyException();
  }

  @Test
  void precisionsHaveNames() {
    assertThat(Precision.wanted("auto")).isNull();
    assertThat(Precision.wanted("float32")).isEqualTo(Precision.FLOAT32);
    assertThat(Precision.wanted("bfloat16")).isEqualTo(Precision.BFLOAT16);
    assertThatThrownBy(() -> Precision.wanted("half"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("auto, float32, bfloat16");
  }
}
