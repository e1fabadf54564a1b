package dev.reverie.capture;

/**
 * Which frame a reader holds.
 *
 * @param sequence counts everything ever published, from 1
 * @param capturedNanos when the source delivered it, in the capture clock's nanoseconds
 * @param signal whether it is a frame of the source; {@code false} for the "no signal" picture
 * @param width in pixels, even
 * @param height in pixels, even
 */
public record FrameStamp(
    long sequence, long capturedNanos, boolean signal, int width, int height) {}
