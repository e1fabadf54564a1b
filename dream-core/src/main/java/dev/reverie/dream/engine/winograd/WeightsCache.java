package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import java.util.IdentityHashMap;

/**
 * The convolutions' numbers in this engine's orders, shared by all plans that use them and
 * forgotten with the last of those. Thread-safe: plans are prepared and freed on several threads.
 */
final class WeightsCache {
  private final IdentityHashMap<Kernel, Entry> entries = new IdentityHashMap<>();

  /** One convolution's numbers. Obtained from {@link #acquire}, given back by {@link #close}. */
  final class Entry implements AutoCloseable {
    private final Kernel kernel;
    private final ConvolutionWeights weights;
    private int users;

    private Entry(Kernel kernel, ConvolutionWeights weights) {
      this.kernel = kernel;
      this.weights = weights;
    }

    ConvolutionWeights weights() {
      return weights;
    }

    @Override
    public void close() {
      giveBack(this);
    }
  }

  /** Convolutions whose numbers it holds now. */
  synchronized int size() {
    return entries.size();
  }

  synchronized Entry acquire(Layer.Conv conv, Kernel kernel) {
    Entry entry =
        entries.computeIfAbsent(kernel, key -> new Entry(key, new ConvolutionWeights(conv, key)));
    entry.users++;
    return entry;
  }

  private synchronized void giveBack(Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      entries.remove(entry.kernel);
    }
  }
}
