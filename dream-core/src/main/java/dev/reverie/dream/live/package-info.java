/**
 * The living picture: the {@linkplain dev.reverie.dream.live.Dreamer dreamer} keeps a residual
 * (what the dream adds to the picture) at a small size and its own pace, and the {@linkplain
 * dev.reverie.dream.live.Compositor compositor} lays the newest residual over every frame at the
 * output rate. Between the two, and before them, stands a slot that holds only the newest.
 */
@NullMarked
package dev.reverie.dream.live;

import org.jspecify.annotations.NullMarked;
