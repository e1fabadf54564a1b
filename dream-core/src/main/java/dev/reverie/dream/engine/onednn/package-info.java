/**
 * Dreams with oneDNN on the CPU. A program is written down as a list of primitives, once: {@link
 * dev.reverie.dream.engine.onednn.Forward} and {@link dev.reverie.dream.engine.onednn.Backward} put
 * them into a {@link dev.reverie.dream.engine.onednn.Recorder}, which then gives every tensor its
 * place in one arena. A step only runs the list.
 */
@NullMarked
package dev.reverie.dream.engine.onednn;

import org.jspecify.annotations.NullMarked;
