package dev.reverie.app;

import dev.reverie.dream.live.DreamTarget;
import dev.reverie.dream.network.DreamLayer;
import dev.reverie.dream.network.DreamModel;
import dev.reverie.dream.weights.ModelEntry;
import dev.reverie.server.ModelDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the page's pickers show of models and layers. */
final class LiveModels implements ModelDirectory {

  /** A layer as pickers show it: with the reason, where it cannot be had. */
  private record LayerView(
      String name,
      String title,
      String block,
      String kind,
      int channels,
      boolean available,
      String reason) {

    static LayerView of(DreamModel model, DreamLayer layer) {
      return new LayerView(
          layer.name(),
          layer.title(),
          layer.block(),
          layer.kind(),
          layer.channels(),
          layer.available(),
          layer.available()
              ? ""
              : "the weights at hand end before it; fetch the whole " + model.name() + " model");
    }
  }

  private record Layers(String model, String kind, String layer, List<LayerView> layers) {}

  private record Models(String current, List<Map<String, @Nullable Object>> models) {}

  private final ModelService service;
  private final Supplier<DreamTarget> target;

  LiveModels(ModelService service, Supplier<DreamTarget> target) {
    this.service = service;
    this.target = target;
  }

  @Override
  public Object layers() {
    DreamTarget now = target.get();
    DreamModel model = now.model();
    return new Layers(
        model.name(),
        kind(model),
        now.layer(),
        model.layers().stream().map(layer -> LayerView.of(model, layer)).toList());
  }

  /** {@code direction} for networks that give it themselves, else {@code classifier}. */
  static String kind(DreamModel model) {
    return model.givesDirection() ? "direction" : "classifier";
  }

  @Override
  public Object models() {
    return new Models(
        target.get().model().name(),
        service.catalogue().entries().stream().map(this::describe).toList());
  }

  private Map<String, @Nullable Object> describe(ModelEntry entry) {
    Map<String, @Nullable Object> model = new LinkedHashMap<>();
    model.put("name", entry.name());
    model.put("title", entry.title());
    model.put("licence", entry.licence());
    ModelEntry.Download download = entry.download();
    model.put("bytes", download == null ? null : download.bytes());
    ModelService.Status attempt = service.attempt(entry.name());
    String state;
    String message = attempt == null ? "" : attempt.message();
    if (attempt != null && attempt.stage() != ModelService.Stage.READY) {
      state = attempt.stage().name().toLowerCase(Locale.ROOT);
    } else if (target.get().model().name().equals(entry.name())) {
      state = "ready";
    } else if (service.isHere(entry.name())) {
      state = "available";
    } else if (download != null) {
      state = "downloadable";
      message = download.size() + " to download";
    } else {
      state = "unavailable";
      message = "put " + entry.name() + ".safetensors into the models folder";
    }
    model.put("state", state);
    model.put("progress", attempt == null ? null : attempt.progress());
    model.put("message", message);
    return model;
  }

  @Override
  public void fetch(String name) {
    service.fetch(name);
  }
}
