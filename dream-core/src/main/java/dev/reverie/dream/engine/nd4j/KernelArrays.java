package dev.reverie.dream.engine.nd4j;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of convolutions as ND4J arrays, shared by all plans that use them and freed with the
 * last of those. Thread-safe: plans are prepared and freed on several threads.
 */
final class KernelArrays {

  /** One convolution's arrays. Obtained from {@link #acquire}, given back by {@link #close}. */
  final class Entry implements AutoCloseable {
    private final Kernel kernel;
    private final Layer.Conv conv;
    private final INDArray weight;
    private final INDArray bias;
    private @Nullable INDArray flipped;
    private int users;

    private Entry(Kernel kernel, Layer.Conv conv) {
      this.kernel = kernel;
      this.conv = conv;
      int side = conv.kernel();
      weight = array(kernel.weight(), conv.outputs(), conv.inputs(), side, side);
      bias = array(kernel.bias(), conv.outputs());
    }

    /** [outputs, inputs, side, side]. */
    INDArray weight() {
      return weight;
    }

    /** [outputs]. */
    INDArray bias() {
      return bias;
    }

    /**
     * [inputs, outputs, side, side], turned by half a turn: convolving the gradient with it gives
     * the gradient with respect to the input. Faster in ND4J than its transposed convolution.
     */
    synchronized INDArray flipped() {
      if (flipped == null) {
        int taps = conv.kernel() * conv.kernel();
        float[] in = new float[conv.outputs() * conv.inputs() * taps];
        kernel.weight().get(in);
        float[] out = new float[in.length];
        for (int o = 0; o < conv.outputs(); o++) {
          for (int i = 0; i < conv.inputs(); i++) {
            int from = (o * conv.inputs() + i) * taps;
            int to = (i * conv.outputs() + o) * taps;
            for (int t = 0; t < taps; t++) {
              out[to + taps - 1 - t] = in[from + t];
            }
          }
        }
        flipped =
            array(
                FloatBuffer.wrap(out), conv.inputs(), conv.outputs(), conv.kernel(), conv.kernel());
      }
      return flipped;
    }

    @Override
    public void close() {
      giveBack(this);
    }

    private void free() {
      weight.close();
      bias.close();
      if (flipped != null) {
        flipped.close();
      }
    }
  }

  private final IdentityHashMap<Kernel, Entry> entries = new IdentityHashMap<>();

  /** Convolutions whose arrays it holds now. */
  synchronized int size() {
    return entries.size();
  }

  synchronized Entry acquire(Kernel kernel, Layer.Conv conv) {
    Entry entry = entries.computeIfAbsent(kernel, key -> new Entry(key, conv));
    entry.users++;
    return entry;
  }

  private synchronized void giveBack(Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      entries.remove(entry.kernel);
      entry.free();
    }
  }

  private static INDArray array(FloatBuffer values, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    array.data().asNioFloat().put(values);
    return array;
  }
}
