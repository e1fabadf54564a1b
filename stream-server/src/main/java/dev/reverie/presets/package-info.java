/**
 * Presets: the values of some controls under a name. The ones that ship and the user's own, the
 * file that keeps the latter, and the glide from what is in force to one of them. Knows of the
 * controls only what {@link dev.reverie.presets.PresetTarget} says.
 */
@NullMarked
package dev.reverie.presets;

import org.jspecify.annotations.NullMarked;
