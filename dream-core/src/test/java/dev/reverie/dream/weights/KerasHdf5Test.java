package dev.reverie.dream.weights;

import static dev.reverie.config.SharedFiles.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasHdf5Test {
  private static final String KERAS = "models/keras-vgg16-notop-blocks1-3.h5";
  private static final int END_OF_FILE_ADDRESS = 40;

  @TempDir private Path folder;

  @Test
  void a_keras_file_gives_the_same_tensors_as_the_safetensors_of_the_same_network() {
    Weights keras = KerasHdf5.read(path(KERAS));
    Weights expected = Safetensors.read(path("models/vgg16-blocks1-3.safetensors"));

    assertThat(keras.names()).hasSameSizeAs(expected.names());
    for (String name : expected.names()) {
      Tensor tensor = keras.tensor("block" + name.substring(4, 5) + "_conv" + name.substring(6));
      assertThat(tensor.shape()).isEqualTo(expected.tensor(name).shape());
      assertThat(tensor.data()).as(name).isEqualTo(expected.tensor(name).data());
    }
  }

  @Test
  void a_file_that_is_cut_short_is_refused_with_both_sizes() throws IOException {
    byte[] whole = Files.readAllBytes(path(KERAS));
    Path file = write("vgg16.h5", Arrays.copyOf(whole, 1_000_000));

    assertThatThrownBy(() -> KerasHdf5.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "vgg16.h5 is cut short: %d bytes expected, 1000000 found; download it again",
            whole.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 50})
  void a_file_of_almost_nothing_is_refused(int length) throws IOException {
    Path file = write("vgg16.h5", Arrays.copyOf(Files.readAllBytes(path(KERAS)), length));

    assertThatThrownBy(() -> KerasHdf5.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.h5 is")
        .hasMessageContaining("again");
  }

  @Test
  void a_file_of_another_kind_is_refused() throws IOException {
    Path file = write("vgg16.h5", "<html>Not Found</html>".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> KerasHdf5.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessage("vgg16.h5 is not an HDF5 file; download the Keras weights again");
  }

  @Test
  void a_missing_file_and_a_folder_are_refused() {
    assertThatThrownBy(() -> KerasHdf5.read(folder.resolve("no.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> KerasHdf5.read(folder))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("is not a file");
  }

  @Test
  void a_file_with_its_tables_of_contents_wiped_is_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(path(KERAS));
    Arrays.fill(bytes, 0x60, 0x800, (byte) 0xff);
    Path file = write("vgg16.h5", bytes);

    assertThatThrownBy(() -> KerasHdf5.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.h5 is damaged");
  }

  @Test
  void a_truncated_file_that_lies_about_its_end_is_refused() throws IOException {
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(path(KERAS)), 1_000_000);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(END_OF_FILE_ADDRESS, 1_000_000);
    Path file = write("vgg16.h5", bytes);

    assertThatThrownBy(() -> KerasHdf5.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.h5 is damaged");
  }

  @Test
  void a_reader_that_crashes_takes_nothing_else_with_it() {
    assertThatThrownBy(
            () ->
                KerasHdf5.read(
                    "vgg16.h5", List.of("sh", "-c", "kill -SEGV $$"), Duration.ofMinutes(1)))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.h5 is damaged: the HDF5 library broke down on it");
  }

  @Test
  void a_reader_that_hangs_is_ended() {
    assertThatThrownBy(
            () -> KerasHdf5.read("vgg16.h5", List.of("sleep", "600"), Duration.ofMillis(200)))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.h5 is damaged");
  }

  @Test
  void a_reader_that_breaks_off_half_way_gives_no_weights() {
    assertThatThrownBy(
            () ->
                KerasHdf5.read(
                    "vgg16.h5", List.of("printf", "w\\100\\0\\0\\0"), Duration.ofMinutes(1)))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("vgg16.h5 is cut short");
  }

  @Test
  void without_a_second_process_it_says_what_to_use_instead() {
    assertThatThrownBy(
            () -> KerasHdf5.read("vgg16.h5", List.of("/no/such/program"), Duration.ofMinutes(1)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("no second Java process could be started")
        .hasMessageContaining("use a .safetensors file instead");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void no_garbled_file_does_worse_than_be_refused(long seed) throws IOException {
    byte[] bytes = Files.readAllBytes(path(KERAS));
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      bytes[Hdf5Superblock.LENGTH + random.nextInt(1500)] = (byte) random.nextInt(256);
    }
    Path file = write("vgg16.h5", bytes);
    try {
      assertThat(KerasHdf5.read(file).names()).isNotEmpty();
    } catch (WeightsException e) {
      assertThat(e).message().startsWith("vgg16.h5 ").doesNotContain("\n");
    }
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
