package dev.reverie.presets;

/**
 * A preset on its way.
 *
 * @param preset its name
 * @param leftSeconds until it is reached, 0 or more
 */
public record MorphState(String preset, double leftSeconds) {}
