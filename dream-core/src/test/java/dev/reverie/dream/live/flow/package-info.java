@NullMarked
package dev.reverie.dream.live.flow;

import org.jspecify.annotations.NullMarked;
