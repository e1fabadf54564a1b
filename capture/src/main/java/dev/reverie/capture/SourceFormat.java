package dev.reverie.capture;

import org.jspecify.annotations.Nullable;

/**
 * What an opened source delivers.
 *
 * @param name what people call it, without secrets, for example {@code camera 0 (C920)}
 * @param width of its own pictures in pixels, before anything is turned, cropped or scaled; 0 while
 *     not known
 * @param height likewise
 * @param fps its own nominal frames a second; 0 if it does not say
 * @param note why this source and not another, or {@code null}
 */
public record SourceFormat(String name, int width, int height, double fps, @Nullable String note) {}
