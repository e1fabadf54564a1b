@NullMarked
package dev.reverie.dream.engine.nd4j;

import org.jspecify.annotations.NullMarked;
