package dev.reverie.dream.live;

import dev.reverie.dream.ascent.PictureSize;

/** One plan that is wanted: what is dreamed, at one size. */
record PlanOrder(PlanKey.Target target, PictureSize size) {}
