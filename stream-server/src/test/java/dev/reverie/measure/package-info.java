@NullMarked
package dev.reverie.measure;

import org.jspecify.annotations.NullMarked;
