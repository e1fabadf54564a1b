/**
 * What browsers and other programs see of Reverie: the MJPEG hub that turns the newest picture into
 * one JPEG for all viewers, the HTTP and WebSocket API, and the rules about who may change what.
 * Talks to the rest of the program through four small interfaces: {@link
 * dev.reverie.server.ControlDesk}, {@link dev.reverie.server.StateReport}, {@link
 * dev.reverie.server.MetricsReport} and {@link dev.reverie.server.ModelDirectory}.
 */
@NullMarked
package dev.reverie.server;

import org.jspecify.annotations.NullMarked;
