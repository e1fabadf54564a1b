@NullMarked
package dev.reverie.dream.live.flash;

import org.jspecify.annotations.NullMarked;
