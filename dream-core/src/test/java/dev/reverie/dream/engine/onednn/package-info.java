@NullMarked
package dev.reverie.dream.engine.onednn;

import org.jspecify.annotations.NullMarked;
