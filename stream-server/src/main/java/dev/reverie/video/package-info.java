/**
 * The picture as H.264: sent to a media server ({@link dev.reverie.video.Publisher}) and kept on
 * disk ({@link dev.reverie.video.Recording}). Each takes pictures through a slot that keeps only
 * the newest, encodes and writes them on a thread of its own, and so never holds up whoever hands
 * them over. {@link dev.reverie.video.VideoOutputs} is all of it behind one door.
 */
@NullMarked
package dev.reverie.video;

import org.jspecify.annotations.NullMarked;
