@NullMarked
package dev.reverie.logging;

import org.jspecify.annotations.NullMarked;
