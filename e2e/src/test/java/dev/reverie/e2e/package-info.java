/** The whole program, started as people start it, in a real browser. */
@NullMarked
package dev.reverie.e2e;

import org.jspecify.annotations.NullMarked;
