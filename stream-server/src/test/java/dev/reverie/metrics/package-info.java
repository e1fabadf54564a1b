@NullMarked
package dev.reverie.metrics;

import org.jspecify.annotations.NullMarked;
