/**
 * The engine without a native library: convolutions in Winograd's form, written in Java's own
 * vector interface, on threads of our own. float32 everywhere; the fastest where direct convolution
 * is at the limit of the machine's arithmetic (see docs/decisions.md, engines).
 */
@NullMarked
package dev.reverie.dream.engine.winograd;

import org.jspecify.annotations.NullMarked;
