/** Tests of {@link dev.reverie.presets}. */
@NullMarked
package dev.reverie.presets;

import org.jspecify.annotations.NullMarked;
