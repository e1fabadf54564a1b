@NullMarked
package dev.reverie.server;

import org.jspecify.annotations.NullMarked;
