package dev.reverie.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import dev.reverie.config.InvalidValueException;
import dev.reverie.config.SharedFiles;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.network.DreamModels;
import dev.reverie.dream.network.Dreamnet;
import dev.reverie.dream.weights.ModelCatalogue;
import dev.reverie.dream.weights.ModelFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PresetsTest {
  @TempDir Path folder;
  private final PlainTarget target = new PlainTarget();
  private final List<Presets> open = new ArrayList<>();

  @BeforeEach
  void nothingIsOpen() {
    assertThat(open).isEmpty();
  }

  @AfterEach
  void close() {
    open.forEach(Presets::close);
  }

  private Presets presets() {
    Presets presets =
        new Presets(new PresetFile(folder.resolve("presets.json")), target, Clock.system());
    open.add(presets);
    return presets;
  }

  private static PresetJson.Draft step(double step) {
    return new PresetJson.Draft(Map.of("step", step), null);
  }

  private static void refused(PresetException.Kind kind, ThrowingCallable call, String... said) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(PresetException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(said);
  }

  @Test
  void everyShippedPresetIsAWholeLookOfControlsThatPresetsKeep() {
    List<Preset> shipped = ShippedPresets.all();
    assertThat(shipped).hasSizeGreaterThanOrEqualTo(12);
    assertThat(shipped.stream().map(Preset::key)).doesNotHaveDuplicates();
    for (Preset preset : shipped) {
      assertThat(preset.description()).as(preset.name()).isNotBlank();
      assertThat(PresetControls.checked(preset.values())).isEqualTo(preset.values());
      assertThat(preset.values()).hasSameSizeAs(PresetControls.specs());
    }
  }

  @Test
  void everyShippedPresetDreamsOnALayerAndAChannelThatThereAre() {
    DreamModel vgg16 =
        DreamModels.of(
            "vgg16",
            new ModelFiles(ModelCatalogue.standard(), SharedFiles.path("models"), folder)
                .load("vgg16"));
    for (Preset preset : ShippedPresets.all()) {
      DreamModel model = "vgg16".equals(preset.values().get("model")) ? vgg16 : Dreamnet.embedded();
      assertThat(model.name()).isEqualTo(preset.values().get("model"));
      assertThat(model.layers())
          .as(preset.name())
          .anySatisfy(
              layer -> {
                assertThat(layer.name()).isEqualTo(preset.values().get("layer"));
                assertThat(layer.available()).isTrue();
                assertThat(
                        "channel".equals(preset.values().get("objective"))
                            ? Integer.parseInt(String.valueOf(preset.values().get("channel")))
                            : -1)
                    .isLessThan(Math.max(1, layer.channels()));
              });
    }
  }

  @Test
  void aPresetKeepsTheLookAndLeavesTheMachineTheRoomAndTheViewersAlone() {
    assertThat(PresetControls.of(Controls.defaults()))
        .containsKeys("model", "layer", "step", "size", "feedback", "zoom", "motion", "blend")
        .doesNotContainKeys(
            "precision", "quality", "fps", "jpeg-quality", "flash", "idle", "tour", "tour-seconds");
    assertThatThrownBy(() -> PresetControls.checked(Map.of("flash", false)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("flash")
        .hasMessageContaining("octave-scale");
    assertThat(PresetControls.checked(Map.of("octaveScale", "1.5", "STEP", 2)))
        .isEqualTo(Map.of("octave-scale", 1.5, "step", 2.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "a/b",
        "a\\b",
        "50%",
        ".",
        "..",
        "a\nb",
        "a\u0000",
        "a\u2028b",
        "\ud83d"
      })
  void namesThatCannotStandInAnAddressOrOnALineAreRefused(String name) {
    assertThatThrownBy(() -> new Preset(name, "", Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("1 to 60");
  }

  @Test
  void aNameMayHaveSixtyCharactersOfAnyScript() {
    String sky = "\ud83c\udf0c".repeat(60);
    assertThat(new Preset(sky, "", Map.of()).name()).isEqualTo(sky);
    assertThatThrownBy(() -> new Preset(sky + "!", "", Map.of()))
        .isInstanceOf(InvalidValueException.class);
    // The same syllable, composed and not.
    assertThat(new Preset(" \u1112\u1161\u11ab ", "", Map.of()).name()).isEqualTo("\ud55c");
  }

  @Test
  void savingWithoutValuesKeepsTheControlsInForce() {
    target.touch(Map.of("intensity", 2.5, "fps", 12));
    Presets presets = presets();
    Presets.Saved saved = presets.save("Mine", new PresetJson.Draft(null, "so"));
    assertThat(saved.created()).isTrue();
    assertThat(saved.preset().values())
        .containsEntry("intensity", 2.5)
        .doesNotContainKey("fps")
        .hasSameSizeAs(PresetControls.specs());
    assertThat(presets().export()).containsExactly(saved.preset());
  }

  @Test
  void savingAgainReplacesTheValuesAndKeepsThePlaceAndTheDescription() {
    Presets presets = presets();
    presets.save("A", new PresetJson.Draft(Map.of("step", 1), "first"));
    presets.save("B", step(2));
    Presets.Saved again = presets.save("a", step(9));
    assertThat(again.created()).isFalse();
    assertThat(presets.export())
        .containsExactly(
            new Preset("a", "first", Map.of("step", 9.0)),
            new Preset("B", "", Map.of("step", 2.0)));
  }

  @Test
  void shippedPresetsCannotBeChangedUnderAnyCase() {
    Presets presets = presets();
    String shipped = ShippedPresets.all().get(0).name().toUpperCase(Locale.ROOT);
    presets.save("Mine", step(1));
    PresetException.Kind conflict = PresetException.Kind.CONFLICT;
    refused(conflict, () -> presets.save(shipped, step(1)), "comes with Reverie");
    refused(conflict, () -> presets.remove(shipped), "comes with Reverie");
    refused(conflict, () -> presets.rename(shipped, "X"), "comes with Reverie");
    refused(conflict, () -> presets.rename("Mine", shipped), "already");
    refused(
        conflict,
        () -> presets.add(List.of(new Preset(shipped, "", Map.of("step", 1))), true),
        "cannot be replaced");
    assertThat(presets.export()).hasSize(1);
  }

  @Test
  void aNameThatTheUserTookBeforeItWasShippedStaysTheUsers() throws Exception {
    String taken = ShippedPresets.all().get(0).name();
    Files.writeString(
        folder.resolve("presets.json"),
        "[{\"name\": \"%s\", \"values\": {\"step\": 7}}]".formatted(taken));
    Presets presets = presets();
    assertThat(presets.list().stream().filter(listed -> listed.preset().name().equals(taken)))
        .singleElement()
        .satisfies(listed -> assertThat(listed.shipped()).isFalse());
    presets.recall(taken, 0);
    assertThat(target.value("step")).isEqualTo("7.0");
    presets.rename(taken, "Mine");
    assertThat(presets.list()).hasSize(ShippedPresets.all().size() + 1);
  }

  @Test
  void renamingKeepsThePlaceAndMayChangeTheCaseAlone() {
    Presets presets = presets();
    presets.save("one", step(1));
    presets.save("two", step(2));
    assertThat(presets.rename("ONE", "One").name()).isEqualTo("One");
    refused(PresetException.Kind.CONFLICT, () -> presets.rename("one", "TWO"), "'two'");
    refused(PresetException.Kind.UNKNOWN, () -> presets.rename("twoo", "x"), "did you mean 'two'");
    assertThat(presets.export().stream().map(Preset::name)).containsExactly("One", "two");
    assertThat(presets.remove("TWO")).isEqualTo("two");
    refused(PresetException.Kind.UNKNOWN, () -> presets.remove("two"), "two");
  }

  @Test
  void anImportIsAllOrNothingAndNamesEveryConflict() {
    Presets presets = presets();
    presets.save("one", step(1));
    presets.save("two", step(2));
    Preset one = new Preset("ONE", "new", Map.of("step", 5.0));
    Preset two = new Preset("two", "", Map.of("step", 5.0));
    Preset three = new Preset("three", "", Map.of("step", 5.0));
    refused(
        PresetException.Kind.CONFLICT,
        () -> presets.add(List.of(three, one, two), false),
        "ONE, two",
        "replace=1");
    refused(
        PresetException.Kind.MALFORMED,
        () -> presets.add(List.of(three, new Preset("bad", "", Map.of("step", -1))), true),
        "bad",
        "0 to 100000");
    refused(
        PresetException.Kind.CONFLICT,
        () -> presets.add(List.of(three, new Preset("Three", "", Map.of("step", 1))), true),
        "twice");
    assertThat(presets.export().stream().map(Preset::name)).containsExactly("one", "two");
    Presets.Imported imported = presets.add(List.of(three, one), true);
    assertThat(imported.added()).containsExactly("three");
    assertThat(imported.replaced()).containsExactly("ONE");
    assertThat(presets.export().stream().map(Preset::name)).containsExactly("ONE", "two", "three");
  }

  @Test
  void whatIsExportedCanBeImportedElsewhere() throws Exception {
    Presets presets = presets();
    presets.save("one", new PresetJson.Draft(null, "all of them"));
    presets.save("two", step(2));
    PresetJson json = new PresetJson();
    byte[] exported = json.bytes(presets.export());
    assertThat(json.presets(exported)).isEqualTo(presets.export());
    String text = new String(exported, StandardCharsets.UTF_8);
    Files.delete(folder.resolve("presets.json"));
    Presets elsewhere = presets();
    elsewhere.add(json.presets(text.getBytes(StandardCharsets.UTF_8)), false);
    assertThat(elsewhere.export().get(1)).isEqualTo(new Preset("two", "", Map.of("step", 2.0)));
  }

  @Test
  void manyWhoSaveAtOnceLoseNothing() throws Exception {
    Presets presets = presets();
    List<Callable<@Nullable Void>> hands = new ArrayList<>();
    for (int hand = 0; hand < 8; hand++) {
      int number = hand;
      hands.add(
          () -> {
            for (int i = 0; i < 15; i++) {
              presets.save("hand " + number + " preset " + i, step(i));
              presets.list();
            }
            presets.remove("hand " + number + " preset 0");
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(hands.size());
    try {
      for (Future<@Nullable Void> hand : threads.invokeAll(hands)) {
        hand.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(presets.export()).hasSize(8 * 14);
  }

  @Test
  void moreThanThereIsRoomForIsRefused() {
    Presets presets = presets();
    List<Preset> many = new ArrayList<>();
    for (int i = 0; i <= Presets.MAX_PRESETS; i++) {
      many.add(new Preset("p" + i, "", Map.of("step", 1.0)));
    }
    refused(PresetException.Kind.CONFLICT, () -> presets.add(many, false), "500");
    presets.add(many.subList(0, Presets.MAX_PRESETS), false);
    refused(PresetException.Kind.CONFLICT, () -> presets.save("one more", step(1)), "remove some");
    assertThat(presets.save("p7", step(2)).created()).isFalse();
  }

  @Test
  void aPresetOfALaterVersionIsListedWithTheReasonAndNotLost() throws Exception {
    Files.writeString(
        folder.resolve("presets.json"),
        "[{\"name\": \"future\", \"values\": {\"warp-drive\": 9}},"
            + " {\"name\": \"far\", \"values\": {\"intensity\": 30}}]");
    Presets presets = presets();
    List<Presets.Listed> own = presets.list().stream().filter(listed -> !listed.shipped()).toList();
    assertThat(own.get(0).reason()).contains("warp-drive");
    assertThat(own.get(1).reason()).contains("intensity");
    assertThatThrownBy(() -> presets.recall("future", 0)).hasMessageContaining("warp-drive");
    presets.save("mine", step(1));
    assertThat(presets.export()).hasSize(3);
    assertThat(presets.export().get(0).values()).isEqualTo(Map.of("warp-drive", 9));
  }

  @Test
  void oneWhoseModelIsNotAtHandSaysSoAndIsNotRecalled() {
    Presets presets = presets();
    target.lose("vgg16");
    assertThat(presets.list())
        .anySatisfy(listed -> assertThat(listed.reason()).isEqualTo("vgg16 is gone"))
        .anySatisfy(listed -> assertThat(listed.reason()).isEmpty());
    refused(PresetException.Kind.CONFLICT, () -> presets.recall("honeycomb", 4), "vgg16 is gone");
    assertThat(target.changes()).isEmpty();
  }

  @Test
  void aRecallTakesOtherTimesForWhatTheyAre() {
    Presets presets = presets();
    for (double seconds : new double[] {-1, 600.5, Double.NaN}) {
      assertThatThrownBy(() -> presets.recall("Beads", seconds))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("0 to 600");
    }
    refused(PresetException.Kind.UNKNOWN, () -> presets.recall("Bead", 0), "did you mean 'Beads'");
    assertThat(presets.recall("beads", 0)).isEqualTo("Beads");
    assertThat(target.value("layer")).isEqualTo("beads");
    assertThat(presets.morph()).isNull();
  }

  @Test
  void theShippedOnesAreThereWhateverHappensToTheFile() throws Exception {
    Files.createDirectory(folder.resolve("presets.json"));
    Presets presets = presets();
    assertThat(presets.list()).hasSameSizeAs(ShippedPresets.all());
    assertThat(presets.note()).contains("cannot be");
    presets.recall("Beads", 0);
    refused(PresetException.Kind.STORE, () -> presets.save("x", step(1)), "cannot be");
    refused(PresetException.Kind.STORE, presets::export, "cannot be");
  }
}
