@NullMarked
package dev.reverie.dream.reference;

import org.jspecify.annotations.NullMarked;
