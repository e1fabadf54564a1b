/**
 * Gradient ascent on a picture: octaves, jitter, steps; whole stills, and the seed's strip of
 * iterations.
 */
@NullMarked
package dev.reverie.dream.ascent;

import org.jspecify.annotations.NullMarked;
