/**
 * What Reverie can be told: {@linkplain dev.reverie.config.Settings settings} (fixed at start) and
 * {@linkplain dev.reverie.config.Controls controls} (live), each one declared once, with its range,
 * unit, default and help, and checked the same way wherever it comes from. Uses nothing else of
 * Reverie's.
 */
@NullMarked
package dev.reverie.config;

import org.jspecify.annotations.NullMarked;
