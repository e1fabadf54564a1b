/**
 * What makes the dream live by itself: how much moves in front of the camera and what that does,
 * the tour through layers, the movement that is fed back, and the play that begins when nobody is
 * there. {@link dev.reverie.dream.live.mood.MoodDirector} puts it together, once a dream tick; all
 * of it runs on the time it is given.
 */
@NullMarked
package dev.reverie.dream.live.mood;

import org.jspecify.annotations.NullMarked;
