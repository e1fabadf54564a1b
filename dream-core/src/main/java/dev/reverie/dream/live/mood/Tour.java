package dev.reverie.dream.live.mood;

import dev.reverie.dream.network.DreamModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a model's layers: begins at the layer that the controls name, stays with each for a
 * while, goes on in the network's order and begins again after the last. Another layer in the
 * controls, or another model, takes it there at once. Not thread-safe.
 */
public final class Tour {
  /**
   * How long before it is reached the next stop is made known. Preparing an engine for a layer
   * takes tens of milliseconds when all goes well and seconds on a slow machine.
   */
  public static final double LEAD_SECONDS = 5;

  private @Nullable DreamModel model;
  private List<Stop> stops = List.of();
  private Stop home = new Stop.LayerStop("");
  private boolean walking;
  private int at;
  private double spent;
  private double stay;

  /**
   * Lets time pass.
   *
   * @param newModel the model in use
   * @param layer the layer in the controls, by its published name
   * @param on whether to walk; otherwise it stands at {@code layer}
   * @param staySeconds how long to stay at each stop
   * @param seconds since the last call
   * @return where it is now
   */
  public Stop advance(
      DreamModel newModel, String layer, boolean on, double staySeconds, double seconds) {
    boolean begins = on && !walking;
    if (newModel != model) {
      model = newModel;
      stops = Stop.layersOf(newModel);
      begins = true;
    }
    if (!layer.equals(home.layer())) {
      home = new Stop.LayerStop(layer);
      begins = true;
    }
    walking = on;
    stay = staySeconds;
    if (begins) {
      at = nearest(newModel, layer);
      spent = 0;
    } else if (on) {
      walk(seconds);
    }
    return now();
  }

  private void walk(double seconds) {
    spent += seconds;
    if (spent >= stay && stops.size() > 1) {
      at = (at + 1) % stops.size();
      // What is left over counts for the next stop, so that a slow tick does not make the tour
      // slow;
      // but a stay that has just been shortened must not race through what it would have walked.
      spent = Math.min(spent - stay, seconds);
    }
  }

  private int nearest(DreamModel walked, String layer) {
    int index = stops.indexOf(new Stop.LayerStop(layer));
    return index >= 0
        ? index
        : Math.max(0, stops.indexOf(new Stop.LayerStop(walked.defaultLayer())));
  }

  /** Where it is. */
  public Stop now() {
    return walking && !stops.isEmpty() ? stops.get(at) : home;
  }

  /** Whether it is on its way and has somewhere to go. */
  public boolean touring() {
    return walking && stops.size() > 1;
  }

  /** The stop that comes within {@link #LEAD_SECONDS}; null if none does. */
  public @Nullable Stop upcoming() {
    return touring() && remaining() <= LEAD_SECONDS ? stops.get((at + 1) % stops.size()) : null;
  }

  /** Seconds until the next stop; 0 if there is none. */
  public double remaining() {
    return touring() ? Math.max(0, stay - spent) : 0;
  }
}
