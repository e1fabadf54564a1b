/**
 * Keeps the output within the flash thresholds of WCAG 2.3.1, whatever the dream, the controls and
 * the camera do: the {@linkplain dev.reverie.dream.live.flash.FlashLimiter limiter} works on the
 * pictures as they go out, and the {@linkplain dev.reverie.dream.live.flash.FlashMeter meter}
 * judges a finished sequence without sharing any of its code.
 */
@NullMarked
package dev.reverie.dream.live.flash;

import org.jspecify.annotations.NullMarked;
