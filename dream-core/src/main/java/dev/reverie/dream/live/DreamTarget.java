package dev.reverie.dream.live;

import dev.reverie.config.Controls;
import dev.reverie.dream.network.DreamModel;

/**
 * What to dream now: one immutable value, read once a tick.
 *
 * @param model with its weights in memory
 * @param layer one of the model's layers
 * @param controls everything else
 */
public record DreamTarget(DreamModel model, String layer, Controls controls) {}
