/** What Reverie's own measurements and those beside its peers have in common. */
@NullMarked
package dev.reverie.measure;

import org.jspecify.annotations.NullMarked;
