@NullMarked
package dev.reverie.config;

import org.jspecify.annotations.NullMarked;
