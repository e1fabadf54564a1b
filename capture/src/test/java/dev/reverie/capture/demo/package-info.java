@NullMarked
package dev.reverie.capture.demo;

import org.jspecify.annotations.NullMarked;
