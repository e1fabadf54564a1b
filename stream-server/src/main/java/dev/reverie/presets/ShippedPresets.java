package dev.reverie.presets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The presets that come with Reverie. */
public final class ShippedPresets {
  private static final String RESOURCE = "shipped.json";

  private ShippedPresets() {}

  /**
   * All of them, in order. Each is a whole look: the resource names only what differs from the
   * defaults.
   */
  public static List<Preset> all() {
    try (InputStream in = ShippedPresets.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its " + RESOURCE);
      }
      return new PresetJson()
          .presets(in.readAllBytes()).stream()
              .map(
                  preset ->
                      new Preset(
                          preset.name(),
                          preset.description(),
                          PresetControls.whole(preset.values())))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
