/** What stands between the program's log messages and where they are written. */
@NullMarked
package dev.reverie.logging;

import org.jspecify.annotations.NullMarked;
