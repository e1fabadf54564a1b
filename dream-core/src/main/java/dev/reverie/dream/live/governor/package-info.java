/**
 * How much dream this machine can afford: the {@linkplain dev.reverie.dream.live.governor.Governor
 * governor} watches pictures leave and ticks pass, and says how large, how deep and how often to
 * dream.
 */
@NullMarked
package dev.reverie.dream.live.governor;

import org.jspecify.annotations.NullMarked;
