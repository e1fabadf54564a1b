package dev.reverie.dream.weights;

import static dev.reverie.config.SharedFiles.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  private static final ModelCatalogue CATALOGUE = ModelCatalogue.standard();
  private static final String OFFICIAL = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5";

  @TempDir private Path folder;
  private Path modelsDir = Path.of("");
  private Path cache = Path.of("");
  private ModelFiles files = new ModelFiles(CATALOGUE, null, cache);

  @BeforeEach
  void makeFolders() throws IOException {
    modelsDir = Files.createDirectory(folder.resolve("models"));
    cache = folder.resolve("cache");
    files = new ModelFiles(CATALOGUE, modelsDir, cache);
  }

  @Test
  void without_files_only_what_is_built_in_is_available() {
    assertThat(files.isAvailable("dreamnet")).isTrue();
    assertThat(files.isAvailable("vgg16")).isFalse();
    assertThat(files.find("vgg16")).isNull();
  }

  @Test
  void the_users_folder_comes_before_the_cache() throws IOException {
    Files.createDirectory(cache);
    Path cached = touch(cache, OFFICIAL, 1);
    assertThat(files.find("vgg16")).isEqualTo(cached);

    Path own = touch(modelsDir, "vgg16-blocks1-3.safetensors", 1);
    assertThat(files.find("vgg16")).isEqualTo(own);
  }

  @Test
  void in_a_folder_the_exact_name_comes_first_then_parts_then_hdf5() throws IOException {
    touch(modelsDir, "vgg16.safetensors.part", 9);
    touch(modelsDir, "squeezenet1.1-fp16.onnx", 9);
    touch(modelsDir, "myvgg16.safetensors", 9);
    Files.createDirectory(modelsDir.resolve("vgg16-folder.safetensors"));
    assertThat(files.find("vgg16")).isNull();

    assertThat(touch(modelsDir, "keras-vgg16-notop-blocks1-3.h5", 9))
        .isEqualTo(files.find("vgg16"));
    assertThat(touch(modelsDir, OFFICIAL, 2)).isEqualTo(files.find("vgg16"));
    assertThat(touch(modelsDir, "vgg16-blocks1-2.safetensors", 2)).isEqualTo(files.find("vgg16"));
    assertThat(touch(modelsDir, "vgg16-blocks1-3.safetensors", 3)).isEqualTo(files.find("vgg16"));
    assertThat(touch(modelsDir, "vgg16.safetensors", 1)).isEqualTo(files.find("vgg16"));
    assertThat(files.find("squeezenet1.1")).isNull();
  }

  @Test
  void vgg16_answers_to_keras_layer_names_whatever_file_it_came_in() throws IOException {
    Path safetensors = path("models/vgg16-blocks1-3.safetensors");
    Weights fromSafetensors =
        new ModelFiles(CATALOGUE, safetensors.getParent(), cache).load("vgg16");
    Files.copy(path("models/keras-vgg16-notop-blocks1-3.h5"), modelsDir.resolve("keras-vgg16.h5"));
    Weights fromKeras = files.load("vgg16");

    assertThat(fromKeras.names()).containsExactlyInAnyOrderElementsOf(fromSafetensors.names());
    for (String name : fromKeras.names()) {
      assertThat(fromKeras.tensor(name)).isEqualTo(fromSafetensors.tensor(name));
    }
    assertThat(fromKeras.tensor("block3_conv3.weight").shape()).containsExactly(256, 256, 3, 3);
    assertThat(fromKeras.has("block4_conv1.weight")).isFalse();
    assertThatThrownBy(() -> fromKeras.tensor("block4_conv1.weight"))
        .hasMessageStartingWith("keras-vgg16.h5 has no tensor 'block4_conv1.weight'");
  }

  @Test
  void the_other_shared_models_load_under_their_own_names() {
    ModelFiles shared =
        new ModelFiles(CATALOGUE, path("models/googlenet.safetensors").getParent(), cache);

    assertThat(shared.load("googlenet").has("inception_4c_5x5.weight")).isTrue();
    assertThat(shared.load("squeezenet1.1").has("fire5/expand3x3.bias")).isTrue();
  }

  @Test
  void a_file_that_holds_another_network_is_refused() throws IOException {
    Weights other =
        new Weights(
            "x", List.of(Tensor.of("a", List.of(1), 1)), Map.of("network", "squeezenet1.1"));
    try (OutputStream out = Files.newOutputStream(modelsDir.resolve("vgg16.safetensors"))) {
      SafetensorsWriter.write(other, out);
    }

    assertThatThrownBy(() -> files.load("vgg16"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("holds the weights of squeezenet1.1, not of vgg16");
  }

  @Test
  void a_model_that_is_not_here_says_how_to_get_it() {
    assertThatThrownBy(() -> files.load("vgg16"))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "no weights of vgg16 on this machine; download them (58.9 MB), or put %s into %s or %s",
            OFFICIAL, modelsDir, cache);
    assertThatThrownBy(() -> files.load("googlenet"))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "no weights of googlenet on this machine; put googlenet.safetensors into %s or %s",
            modelsDir, cache);
    assertThatThrownBy(() -> files.load("dreamnet"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("built in");
  }

  @Test
  void an_unknown_model_is_refused_with_the_nearest() {
    assertThatThrownBy(() -> files.find("vgg-16"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("did you mean 'vgg16'?");
    assertThatThrownBy(() -> files.load("../../secret")).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void a_models_folder_that_does_not_exist_is_refused() {
    Settings settings =
        Settings.defaults().with(Map.of("models-dir", folder.resolve("no").toString()));

    assertThatThrownBy(() -> ModelFiles.of(CATALOGUE, settings, Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("models-dir: '" + folder.resolve("no"))
        .hasMessageContaining("a folder that exists");
  }

  @Test
  void the_settings_name_both_folders() throws IOException {
    Settings settings =
        Settings.defaults()
            .with(Map.of("models-dir", modelsDir.toString(), "models-cache", cache.toString()));
    Path file = touch(modelsDir, "googlenet.safetensors", 1);
    ModelFiles found = ModelFiles.of(CATALOGUE, settings, Map.of());

    assertThat(found.cache()).isEqualTo(cache);
    assertThat(found.find("googlenet")).isEqualTo(file);
  }

  @Test
  void the_catalogue_says_what_there_is_and_whose_it_is() {
    assertThat(CATALOGUE.entries())
        .extracting(ModelEntry::name)
        .containsExactly("dreamnet", "vgg16", "googlenet", "squeezenet1.1");
    assertThat(CATALOGUE.entries()).allSatisfy(entry -> assertThat(entry.licence()).isNotBlank());
    assertThat(CATALOGUE.entry("dreamnet").embedded()).isTrue();
    ModelEntry.Download vgg = CATALOGUE.entry("vgg16").download();
    assertThat(vgg).isNotNull();
    assertThat(vgg.md5()).isEqualTo("6d6bbae143d832006294945121d1f1fc");
    assertThat(vgg.size()).isEqualTo("58.9 MB");
    assertThat(vgg.urls()).hasSize(2).allMatch(url -> url.getScheme().equals("https"));
  }

  private static Path touch(Path folder, String name, int size) throws IOException {
    return Files.write(folder.resolve(name), new byte[size]);
  }
}
