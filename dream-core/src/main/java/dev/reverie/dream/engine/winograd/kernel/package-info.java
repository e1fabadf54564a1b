/**
 * Inner loops, written with the JDK's vector interface. The only classes that touch it: they may be
 * loaded only after {@link dev.reverie.dream.engine.winograd.VectorModule#load}.
 */
@NullMarked
package dev.reverie.dream.engine.winograd.kernel;

import org.jspecify.annotations.NullMarked;
