/** The program: its commands, and the wiring of capture, dream and server. */
@NullMarked
package dev.reverie.app;

import org.jspecify.annotations.NullMarked;
