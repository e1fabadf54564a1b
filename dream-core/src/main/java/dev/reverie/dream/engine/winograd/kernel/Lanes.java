package dev.reverie.dream.engine.winograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of the machine at hand. */
public final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector, a power of two: 8 with AVX2, 16 with AVX-512, 4 on most ARM. */
  public static final int COUNT = SPECIES.length();

  private Lanes() {}

  /** {@code channels}, rounded up to whole vectors. */
  public static int roundUp(int channels) {
    return (channels + COUNT - 1) / COUNT * COUNT;
  }
}
