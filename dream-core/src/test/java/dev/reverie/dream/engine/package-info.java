@NullMarked
package dev.reverie.dream.engine;

import org.jspecify.annotations.NullMarked;
