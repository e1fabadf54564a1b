@NullMarked
package dev.reverie.dream.live.governor;

import org.jspecify.annotations.NullMarked;
