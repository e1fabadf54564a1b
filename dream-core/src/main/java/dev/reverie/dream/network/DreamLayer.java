package dev.reverie.dream.network;

/**
 * A layer (or, for dreamnet, a mood) that can be dreamed on, for pickers and validation.
 *
 * @param name the published name, which {@link DreamModel#program} takes
 * @param title for people
 * @param block the heading it stands under
 * @param kind {@code conv}, {@code pool}, {@code norm}, {@code block} or {@code mood}
 * @param channels feature maps that the objective of one channel can choose from; 0 where that does
 *     not apply
 * @param available whether the weights at hand reach this far
 */
public record DreamLayer(
    String name, String title, String block, String kind, int channels, boolean available) {}
