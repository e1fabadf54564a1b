/**
 * Where pictures come from: {@linkplain dev.reverie.capture.SourceSpec sources} (cameras, video
 * files, URLs, stills, the demo scene), the {@linkplain dev.reverie.capture.Capture loop} that
 * keeps one of them running whatever happens to it, and the {@linkplain
 * dev.reverie.capture.FrameSlot slot} that holds the newest frame. Uses only {@code
 * dev.reverie.config} of Reverie's.
 */
@NullMarked
package dev.reverie.capture;

import org.jspecify.annotations.NullMarked;
