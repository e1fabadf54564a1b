package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a processor can do, and what it is forbidden. */
final class CpuTest {

  @ParameterizedTest
  @CsvSource({
    "amx_bf16, '', true",
    "avx512_bf16, '', true",
    "avx2, '', false",
    "amx_bf16, ONEDNN_MAX_CPU_ISA=AVX2, false",
    "amx_bf16, ONEDNN_MAX_CPU_ISA=avx512_core, false",
    "amx_bf16, ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16, true",
    "amx_bf16, ONEDNN_MAX_CPU_ISA=AVX512_CORE_AMX, true",
    "amx_bf16, ONEDNN_MAX_CPU_ISA=ALL, true",
    "amx_bf16, OPENCV_CPU_DISABLE=AVX512-SKX, true"
  })
  void bfloat16IsWhereTheHardwareHasItAndOneDnnMayUseIt(
      String feature, String limit, boolean expected) {
    List<String> limits = limit.isEmpty() ? List.of() : List.of(limit);

    assertThat(new Cpu("test", Set.of(feature), limits).bfloat16()).isEqualTo(expected);
  }

  @Test
  void limitsComeFromTheEnvironment() {
    Cpu cpu =
        Cpu.of(
            Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "JAVA_TOOL_OPTIONS", "-XX:UseAVX=2", "HOME", "x"));

    assertThat(cpu.limits())
        .containsExactly("ONEDNN_MAX_CPU_ISA=AVX2", "JAVA_TOOL_OPTIONS=-XX:UseAVX=2");
    assertThat(cpu.model()).isNotBlank();
    assertThat(cpu.toString()).contains("limited by ONEDNN_MAX_CPU_ISA=AVX2");
  }

  @Test
  void otherJavaOptionsAreNoLimit() {
    assertThat(Cpu.of(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g")).toString()).endsWith("no limits");
  }
}
