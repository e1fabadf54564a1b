/**
 * The engine on ND4J: its convolutions (oneDNN inside), with plain loops over native memory for
 * everything that ND4J's own operations do slower. The plain reference that other engines are held
 * to.
 */
@NullMarked
package dev.reverie.dream.engine.nd4j;

import org.jspecify.annotations.NullMarked;
