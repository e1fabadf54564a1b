@NullMarked
package dev.reverie.app;

import org.jspecify.annotations.NullMarked;
