/**
 * Networks as data: immutable graphs of {@linkplain dev.reverie.dream.network.Layer layers}, the
 * models made of a graph and its weights, and the {@linkplain dev.reverie.dream.network.Program
 * programs} that engines run.
 */
@NullMarked
package dev.reverie.dream.network;

import org.jspecify.annotations.NullMarked;
