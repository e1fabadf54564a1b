@NullMarked
package dev.reverie.bench;

import org.jspecify.annotations.NullMarked;
