@NullMarked
package dev.reverie.capture;

import org.jspecify.annotations.NullMarked;
