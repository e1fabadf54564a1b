/**
 * Reference cases: gradients and ascents computed elsewhere, and how near an engine comes to them.
 */
@NullMarked
package dev.reverie.dream.reference;

import org.jspecify.annotations.NullMarked;
