package dev.reverie.server;

import dev.reverie.config.Controls;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A desk with nothing but the table's own rules. */
final class TestDesk implements ControlDesk {
  private final List<Consumer<Controls>> listeners = new CopyOnWriteArrayList<>();
  private Controls current = Controls.defaults();

  @Override
  public synchronized Controls current() {
    return current;
  }

  @Override
  public Controls patch(Map<String, Object> changes) {
    Controls changed;
    synchronized (this) {
      current = current.with(changes);
      changed = current;
    }
    listeners.forEach(listener -> listener.accept(changed));
    return changed;
  }

  @Override
  public Subscription addListener(Consumer<Controls> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  int listeners() {
    return listeners.size();
  }
}
