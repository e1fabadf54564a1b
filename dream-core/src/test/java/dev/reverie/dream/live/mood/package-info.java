@NullMarked
package dev.reverie.dream.live.mood;

import org.jspecify.annotations.NullMarked;
