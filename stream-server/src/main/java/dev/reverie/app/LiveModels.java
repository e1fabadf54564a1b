package dev.reverie.app;

import dev.reverie.dream.live.DreamTarget;
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

  private record Layers(
      String model, String kind, String layer, List<dev.reverie.dream.network.DreamLayer> layers) {}

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
    return new Layers(now.model().name(), kind(now.model()), now.layer(), now.model().layers());
  }

  /** {@code direction} for networks that give it themselves, else {@code classifier}. */
  static String kind(DreamModel model) {
    return model.givesDirection() ? "direction" : "classifier";
  }

  @Override
  public Object models() {
    return new Models(
        service.active().name(),
        service.files().catalogue().entries().stream().map(this::describe).toList());
  }

  private Map<String, @Nullable Object> describe(ModelEntry entry) {
    Map<String, @Nullable Object> model = new LinkedHashMap<>();
    model.put("name", entry.name());
    model.put("title", entry.title());
    model.put("licence", entry.licence());
    ModelEntry.Download download = entry.download();
    model.put("bytes", download == null ? null : download.bytes());
    ModelService.Status attempt = service.attempt(entry.name());
    boolean here = entry.embedded() || service.files().find(entry.name()) != null;
    String state;
    String message = attempt == null ? "" : attempt.message();
    if (attempt != null && attempt.stage() != ModelService.Stage.READY) {
      state = attempt.stage().name().toLowerCase(Locale.ROOT);
    } else if (here) {
      state = service.active().name().equals(entry.name()) ? "ready" : "available";
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
