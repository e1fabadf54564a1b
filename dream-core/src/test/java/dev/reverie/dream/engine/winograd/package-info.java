@NullMarked
package dev.reverie.dream.engine.winograd;

import org.jspecify.annotations.NullMarked;
