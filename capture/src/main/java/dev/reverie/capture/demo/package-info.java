/**
 * The demo scene: a lake at dusk with dancers, painted once and then moved. What every new user
 * sees first.
 */
@NullMarked
package dev.reverie.capture.demo;

import org.jspecify.annotations.NullMarked;
