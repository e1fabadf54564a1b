@NullMarked
package dev.reverie.dream.ascent;

import org.jspecify.annotations.NullMarked;
