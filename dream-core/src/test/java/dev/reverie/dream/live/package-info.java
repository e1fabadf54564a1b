@NullMarked
package dev.reverie.dream.live;

import org.jspecify.annotations.NullMarked;
