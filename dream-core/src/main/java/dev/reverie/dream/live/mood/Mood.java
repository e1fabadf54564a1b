package dev.reverie.dream.live.mood;

import org.jspecify.annotations.Nullable;

/**
 * What to do in one dream tick beyond what the controls say.
 *
 * @param layer the layer to dream on now
 * @param upcoming the layer that will be next within {@link Tour#LEAD_SECONDS}, so that it can be
 *     prepared; null while there is none in sight
 * @param intensity factor on control intensity, 0..1.15
 * @param step factor on control step, 0..1; at 0 the dream fades away by its decay
 * @param movement of the fed-back dream
 */
public record Mood(
    String layer, @Nullable String upcoming, double intensity, double step, Movement movement) {}
