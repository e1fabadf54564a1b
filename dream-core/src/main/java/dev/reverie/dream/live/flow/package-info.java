/**
 * Makes the dream cling to what moves: small {@linkplain dev.reverie.dream.live.flow.LumaPicture
 * grey pictures}, the {@linkplain dev.reverie.dream.live.flow.OpticalFlow optical flow} between two
 * of them and how far it can be {@linkplain dev.reverie.dream.live.flow.FlowField trusted}, the
 * {@linkplain dev.reverie.dream.live.flow.Warp warping} of a residual along it, and the {@linkplain
 * dev.reverie.dream.live.flow.WarpingError measure} of how steady the outcome is.
 */
@NullMarked
package dev.reverie.dream.live.flow;

import org.jspecify.annotations.NullMarked;
