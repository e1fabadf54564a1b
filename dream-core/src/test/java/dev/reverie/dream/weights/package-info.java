@NullMarked
package dev.reverie.dream.weights;

import org.jspecify.annotations.NullMarked;
