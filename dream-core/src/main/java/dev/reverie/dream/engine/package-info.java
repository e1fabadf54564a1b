/**
 * The seam between what is dreamed and what computes it: an {@linkplain
 * dev.reverie.dream.engine.DreamEngine engine} prepares a {@linkplain
 * dev.reverie.dream.engine.DreamPlan plan} for one program, objective and size, and the plan does
 * the steps.
 */
@NullMarked
package dev.reverie.dream.engine;

import org.jspecify.annotations.NullMarked;
