@NullMarked
package dev.reverie.dream.network;

import org.jspecify.annotations.NullMarked;
