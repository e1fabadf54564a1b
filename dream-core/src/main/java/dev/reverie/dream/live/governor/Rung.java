package dev.reverie.dream.live.governor;

/**
 * A rung of the {@link Ladder}.
 *
 * @param effort of each tick
 * @param work that effort's {@linkplain Effort#work work}
 * @param duty largest share of the time that the dreamer may spend in ticks, above 0, at most 1
 */
record Rung(Effort effort, double work, double duty) {}
