@NullMarked
package dev.reverie.video;

import org.jspecify.annotations.NullMarked;
