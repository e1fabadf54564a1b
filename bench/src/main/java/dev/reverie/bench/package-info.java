/**
 * Measures Reverie: its gradient step beside the same step in other libraries, and its parts under
 * JMH. Never shipped.
 */
@NullMarked
package dev.reverie.bench;

import org.jspecify.annotations.NullMarked;
