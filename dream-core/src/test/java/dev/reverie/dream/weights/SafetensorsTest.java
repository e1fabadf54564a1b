package dev.reverie.dream.weights;

import static dev.reverie.config.SharedFiles.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void real_weights_are_read_with_their_shapes_and_notes() {
    Weights weights = Safetensors.read(path("models/vgg16-blocks1-3.safetensors"));

    assertThat(weights.names()).hasSize(14).startsWith("conv1_1.weight", "conv1_1.bias");
    assertThat(weights.tensor("conv1_1.weight").shape()).containsExactly(64, 3, 3, 3);
    assertThat(weights.tensor("conv1_1.bias").toArray()[0]).isEqualTo(0.73429835f);
    assertThat(weights.metadata()).containsEntry("mean_bgr", "103.939,116.779,123.68");
  }

  @Test
  void every_shared_model_is_read() {
    assertThat(Safetensors.read(path("models/googlenet.safetensors")).names())
        .hasSizeGreaterThan(100);
    assertThat(Safetensors.read(path("models/squeezenet1.1.safetensors")).names()).hasSize(52);
  }

  @Test
  void half_precision_weights_are_widened() throws IOException {
    Path file = path("dreamnet/dreamnet.safetensors");
    Weights weights =
        Safetensors.read(new ByteArrayInputStream(Files.readAllBytes(file)), "dreamnet");

    assertThat(weights.tensor("stem.weight").shape()).containsExactly(32, 12, 3, 3);
    Safetensors open = Safetensors.open(file);
    assertThat(open.dtype("stem.weight")).isEqualTo(DType.F16);
    short first = open.bytes("stem.weight").getShort(0);
    assertThat(weights.tensor("stem.weight").data().get(0)).isEqualTo(DType.half(first));
  }

  @Test
  void a_reference_case_gives_its_picture_its_losses_and_its_gradient() {
    Safetensors file =
        Safetensors.open(path("reference/vgg16-block1_pool-mean-160x120.safetensors"));

    assertThat(file.shape("input_rgb")).containsExactly(120, 160, 3);
    assertThat(file.dtype("input_rgb")).isEqualTo(DType.U8);
    assertThat(file.bytes("input_rgb").remaining()).isEqualTo(120 * 160 * 3);
    double[] loss = file.doubles("loss");
    assertThat(loss).hasSize(2);
    assertThat(loss[1]).isGreaterThan(loss[0]);
    assertThat(file.tensor("gradient").shape()).containsExactly(3, 120, 160);
    assertThat(file.metadata()).containsEntry("layer", "block1_pool");
  }

  @Test
  void tensors_share_no_position_and_cannot_be_written() {
    Weights weights = weights(Tensor.of("a", List.of(2), 1, 2));
    weights.tensor("a").data().get();

    assertThat(weights.tensor("a").data().remaining()).isEqualTo(2);
    assertThat(weights.tensor("a").data().isReadOnly()).isTrue();
    assertThat(weights.tensor("a").data().isDirect()).isTrue();
    assertThat(weights.tensor("a").data().order()).isEqualTo(ByteOrder.nativeOrder());
  }

  @Test
  void a_missing_tensor_is_named_with_its_file_and_the_nearest_name() {
    Weights weights =
        weights(
            Tensor.of("block1_conv1.weight", List.of(1), 0),
            Tensor.of("block1_conv1.bias", List.of(1), 0));

    assertThatThrownBy(() -> weights.tensor("block1_conv2.bias"))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "test has no tensor 'block1_conv2.bias' (the nearest of its 2 is 'block1_conv1.bias');"
                + " use weights of the same network that reach as far as this layer");
  }

  @Test
  void what_is_written_is_read_back() throws IOException {
    Weights weights =
        new Weights(
            "test",
            List.of(
                Tensor.of("a \"quoted\" ü", List.of(2, 1), 1, -2),
                Tensor.of("scalar", List.of(), 7),
                Tensor.of("empty", List.of(0, 3))),
            Map.of("note", "x"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter.write(weights, out);

    Weights again = Safetensors.read(ByteBuffer.wrap(out.toByteArray()), "again");

    assertThat(again.names()).containsExactlyElementsOf(weights.names());
    assertThat(again.tensor("a \"quoted\" ü")).isEqualTo(weights.tensor("a \"quoted\" ü"));
    assertThat(again.tensor("scalar").data().get(0)).isEqualTo(7);
    assertThat(again.tensor("empty").size()).isZero();
    assertThat(again.metadata()).isEqualTo(weights.metadata());
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504",
    "0x0001, 5.9604645E-8",
    "0x03ff, 6.097555E-5",
    "0x0400, 6.1035156E-5",
    "0x3555, 0.33325195",
    "0x8001, -5.9604645E-8"
  })
  void half_precision_is_exact(String bits, float value) {
    assertThat(DType.half((short) (int) Integer.decode(bits))).isEqualTo(value);
  }

  @Test
  void half_precision_knows_infinity_and_not_a_number() {
    assertThat(DType.half((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(DType.half((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(DType.half((short) 0x7e00)).isNaN();
    assertThat(Float.floatToRawIntBits(DType.half((short) 0x8000))).isEqualTo(0x8000_0000);
  }

  @Test
  void every_kind_of_number_is_understood() {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.put((byte) 1).put((byte) 200).put((byte) -56).put((byte) 0);
    data.putShort((short) 60000).putShort((short) -5).putInt((int) 4_000_000_000L).putInt(-7);
    data.putLong(-1).putLong(-9).putShort((short) 0x3c00).putShort((short) 0x3fc0);
    data.putFloat(2.5f).putDouble(1e-3);
    String header =
        entry("bool", "BOOL", 0, 1)
            + ","
            + entry("u8", "U8", 1, 2)
            + ","
            + entry("i8", "I8", 2, 3)
            + ","
            + entry("pad", "U8", 3, 4)
            + ","
            + entry("u16", "U16", 4, 6)
            + ","
            + entry("i16", "I16", 6, 8)
            + ","
            + entry("u32", "U32", 8, 12)
            + ","
            + entry("i32", "I32", 12, 16)
            + ","
            + entry("u64", "U64", 16, 24)
            + ","
            + entry("i64", "I64", 24, 32)
            + ","
            + entry("f16", "F16", 32, 34)
            + ","
            + entry("bf16", "BF16", 34, 36)
            + ","
            + entry("f32", "F32", 36, 40)
            + ","
            + entry("f64", "F64", 40, 48);
    Safetensors file =
        Safetensors.open(file("{" + header + "}", Arrays.copyOf(data.array(), 48)), "kinds");

    assertThat(file.names().stream().mapToDouble(name -> file.doubles(name)[0]).toArray())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(1, 200, -56, 0, 60000, -5, 4e9, -7, 0x1p64, -9, 1, 1.5, 2.5, 1e-3);
    Weights floats =
        Safetensors.read(file("{" + header + "}", Arrays.copyOf(data.array(), 48)), "kinds");
    assertThat(floats.names()).containsExactly("f16", "bf16", "f32", "f64");
    assertThat(floats.tensor("f64").data().get(0)).isCloseTo(1e-3f, within(0f));
  }

  @Test
  void a_number_that_is_not_finite_is_refused() {
    byte[] nan = {0, 0, (byte) 0xc0, 0x7f};

    assertThatThrownBy(() -> Safetensors.read(file("{" + entry("a", "F32", 0, 4) + "}", nan), "x"))
        .isInstanceOf(WeightsException.class)
        .hasMessage("x is damaged: number 0 of tensor 'a' is NaN; download it again");
  }

  @Test
  void a_file_that_is_cut_short_is_refused_with_both_sizes() throws IOException {
    byte[] whole = Files.readAllBytes(path("models/vgg16-blocks1-3.safetensors"));
    Path file = Files.write(folder.resolve("vgg16.safetensors"), Arrays.copyOf(whole, 1_000_000));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "vgg16.safetensors is cut short: 6943432 bytes expected, 1000000 found; download it"
                + " again");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 8, 200})
  void a_file_cut_within_its_header_is_refused(int length) throws IOException {
    byte[] whole = Files.readAllBytes(path("models/vgg16-blocks1-3.safetensors"));
    Path file = Files.write(folder.resolve("vgg16.safetensors"), Arrays.copyOf(whole, length));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.safetensors is cut short: at least ")
        .hasMessageEndingWith(length + " found; download it again");
  }

  @Test
  void a_file_that_is_too_long_is_refused() {
    assertThatThrownBy(
            () -> Safetensors.read(file("{" + entry("a", "U8", 0, 1) + "}", new byte[9]), "x"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("x is damaged: ");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 100_000_001, Long.MAX_VALUE})
  void an_impossible_header_length_is_refused(long length) {
    ByteBuffer file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);

    assertThatThrownBy(() -> Safetensors.read(file, "x"))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(
            "x is not a safetensors file: it claims a header of " + Long.toUnsignedString(length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}}",
        "{} {}",
        "{'a':1}",
        "{'a':{}}",
        "{'a':{'dtype':'F32','shape':[1]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}}",
        "{'a':{'dtype':'F31','shape':[1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':7,'shape':[1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[-1,-1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[1,5]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]}}",
        "{'a':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}",
        "{'a':{'dtype':'U8','shape':[2147483647,2147483647,2],'data_offsets':[0,9223372028264841218]}}",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'b':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'a':{'dtype':'U8','shape':[0],'data_offsets':[4,4]}}",
        "{'a':{'dtype':'U8','dtype':'I8','shape':[4],'data_offsets':[0,4]}}",
        "{'__metadata__':{'a':1},'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}",
        "{'__metadata__':[],'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}",
      })
  void a_bad_header_is_refused_in_one_line(String header) {
    assertThatThrownBy(
            () -> Safetensors.open(file(header.replace('\'', '"'), new byte[4]), "bad.safetensors"))
        .isInstanceOf(WeightsException.class)
        .message()
        .matches(
            "bad\\.safetensors (is damaged|is cut short|has a damaged header|is not a safetensors).*;[^\\p{Cntrl}]+");
  }

  @Test
  void a_header_nested_without_end_is_refused() {
    String header = "{\"a\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";

    assertThatThrownBy(() -> Safetensors.open(file(header, new byte[0]), "deep"))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("deep has a damaged header");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void no_garbled_file_does_worse_than_be_refused(long seed) throws IOException {
    byte[] whole = Files.readAllBytes(path("reference/vgg16-block1_pool-mean-160x120.safetensors"));
    int interesting = 8 + 632;
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] garbled =
          random.nextInt(4) == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : whole.clone();
      for (int changes = random.nextInt(4); changes >= 0 && garbled.length > 0; changes--) {
        byte change =
            (byte) (random.nextBoolean() ? '0' + random.nextInt(10) : random.nextInt(256));
        garbled[random.nextInt(Math.min(garbled.length, interesting))] = change;
      }
      try {
        Safetensors file = Safetensors.open(ByteBuffer.wrap(garbled), "garbled");
        for (String name : file.names()) {
          file.doubles(name);
          file.tensor(name);
        }
      } catch (WeightsException e) {
        refused++;
        assertThat(e).message().startsWith("garbled ").doesNotContain("\n");
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void weights_outlive_their_file() throws IOException {
    Path file =
        Files.copy(path("models/vgg16-blocks1-3.safetensors"), folder.resolve("x.safetensors"));
    Safetensors open = Safetensors.open(file);
    Weights weights = Safetensors.read(file);
    float[] before = weights.tensor("conv3_3.weight").toArray();
    try (RandomAccessFile shrink = new RandomAccessFile(file.toFile(), "rw")) {
      shrink.setLength(0);
    }

    assertThat(weights.tensor("conv3_3.weight").toArray()).isEqualTo(before);
    assertThat(open.tensor("conv3_3.weight").toArray()).isEqualTo(before);
  }

  @Test
  void a_missing_file_a_folder_and_two_tensors_of_one_name_are_refused() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("no.safetensors")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("no.safetensors does not exist");
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("is not a file");
    assertThatThrownBy(() -> weights(Tensor.of("a", List.of(1), 1), Tensor.of("a", List.of(1), 2)))
        .isInstanceOf(WeightsException.class);
  }

  private static Weights weights(Tensor... tensors) {
    return new Weights("test", List.of(tensors), Map.of());
  }

  private static String entry(String name, String dtype, int begin, int end) {
    int count = (end - begin) / DType.valueOf(dtype).bytes();
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, count, begin, end);
  }

  private static ByteBuffer file(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .flip();
  }
}
