package dev.reverie.dream.engine.winograd;

import dev.reverie.dream.engine.winograd.kernel.ElementKernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where one reader of an activation writes the gradient with respect to it.
 *
 * @param to the gradient; the activation's own memory where nobody needs its values any more
 * @param mask the activation's values, if a ReLU made them: where they are not above zero the
 *     gradient is zero
 * @param add whether another reader has written before
 */
record Gradient(Activation to, @Nullable Activation mask, boolean add) {

  /** Writes the channels of one pixel, which are whole vectors. */
  void store(float[] values, int at, int p) {
    int toAt = to.at(p);
    if (mask == null) {
      if (add) {
        ElementKernel.add(values, at, to.data(), toAt, to.channels());
      } else {
        ElementKernel.copy(values, at, to.data(), toAt, to.channels());
      }
    } else if (add) {
      ElementKernel.addMasked(values, at, mask.data(), mask.at(p), to.data(), toAt, to.channels());
    } else {
      ElementKernel.masked(values, at, mask.data(), mask.at(p), to.data(), toAt, to.channels());
    }
  }

  /** Writes one value. */
  void store(float value, int p, int channel) {
    float kept = mask == null || mask.data()[mask.at(p) + channel] > 0 ? value : 0;
    float[] data = to.data();
    int at = to.at(p) + channel;
    data[at] = add ? data[at] + kept : kept;
  }

  /** Makes it zero, unless another reader has written. */
  void begin() {
    if (!add) {
      for (int p = 0; p < to.pixels(); p++) {
        Arrays.fill(to.data(), to.at(p), to.at(p) + to.channels(), 0);
      }
    }
  }
}
