package dev.reverie.dream.engine;

import dev.reverie.dream.network.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A library that computes dreams on some hardware.
 *
 * <p>An engine has one thread for life: the one that runs its plans' steps, frees its plans and, in
 * the end, closes it. (A second one that computes would make a second set of the library's own
 * threads, and the two would get into each other's way.) Only {@code prepare} may be called on any
 * thread, while steps run on the engine's, while plans are freed there, and while other plans are
 * prepared: it leaves the steps alone, and their results are the same to the last bit.
 */
public interface DreamEngine extends AutoCloseable {

  /** The name it is chosen by. */
  String name();

  /** Library, hardware and number of threads, for people. */
  String detail();

  /**
   * Makes everything ready for steps of one kind; the steps themselves then allocate nothing. May
   * be called on any thread; computes on that thread alone.
   *
   * @param program the network and where to cut it
   * @param objective what to maximise; ignored if the program gives the direction itself
   * @param width of the pictures, a multiple of the network's alignment
   * @param height of the pictures, a multiple of the network's alignment
   * @return owned by the caller, who runs and closes it on the engine's thread; one that was never
   *     run may be closed on any
   * @throws IllegalArgumentException if the size is too small for the network or not aligned
   * @throws EngineException if the library fails
   */
  DreamPlan prepare(Program program, Objective objective, int width, int height);

  /**
   * Like {@link #prepare(Program, Objective, int, int)}, for steps that compute in one precision.
   * An engine that was opened for one precision uses that, whatever is wanted.
   *
   * @param precision null leaves it to the engine
   */
  default DreamPlan prepare(
      Program program, Objective objective, int width, int height, @Nullable Precision precision) {
    return prepare(program, objective, width, height);
  }

  /** What computes now, and why. */
  default EngineReport report() {
    return new EngineReport(name(), detail(), null, "", List.of(), List.of());
  }

  /** Frees what the plans share. Plans must be closed before, and none be in preparation. */
  @Override
  void close();
}
