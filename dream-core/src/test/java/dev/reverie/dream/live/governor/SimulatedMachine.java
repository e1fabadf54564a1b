package dev.reverie.dream.live.governor;

import dev.reverie.config.Controls;
import dev.reverie.config.ManualClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A small model of a computer on which a compositor, a dreamer and other programs share the cores
 * fairly: whoever wants to run gets {@code min(1, cores / wanting)} of a core. The compositor
 * begins a picture when it is due, later if the last one took too long or, with more programs than
 * cores, by a random wait for its turn. A tick costs pixels times steps, and more the first time at
 * a size. Durations scatter by a tenth, always the same for the same seed.
 */
final class SimulatedMachine {
  private static final long GRAIN = 500_000;
  private static final long SECOND = 1_000_000_000L;
  private static final double LONGEST_WAIT_FOR_A_TURN = 4e6;
  private static final double TICK_OVERHEAD = 1e6;

  final ManualClock clock = new ManualClock();
  final Governor governor = new Governor(clock);
  private final Random random = new Random(5);
  private final List<Integer> picturesPerSecond = new ArrayList<>();
  private final List<Integer> ticksPerSecond = new ArrayList<>();
  private final List<Integer> levels = new ArrayList<>();
  private final Set<Integer> prepared = new HashSet<>();
  private final int cores;

  Controls controls = Controls.defaults();
  String network = "network";

  /** Programs that always want a core each. */
  int load;

  /** Whether there is anything to dream on. */
  boolean signal = true;

  /** Of one picture, with a core to itself. */
  double pictureMillis = 12;

  /** Of one step at 320x240, with a core to itself. */
  double stepMillis = 30;

  /** Of the first tick at a size, on top. */
  double prepareMillis = 60;

  private long due;
  private long begun;
  private long wake;
  private double composing;
  private long restUntil;
  private long tickBegun;
  private double ticking;
  private int turn;
  private Effort effort = governor.report().effort();
  private int pictures;
  private int ticks;

  SimulatedMachine(int cores) {
    this.cores = cores;
  }

  void set(String control, Object value) {
    controls = controls.with(Map.of(control, value));
  }

  /** Lets seconds pass. */
  void run(int seconds) {
    for (int second = 0; second < seconds; second++) {
      pictures = 0;
      ticks = 0;
      long end = clock.nanoTime() + SECOND;
      while (clock.nanoTime() < end) {
        grain();
      }
      picturesPerSecond.add(pictures);
      ticksPerSecond.add(ticks);
      levels.add(governor.report().level());
    }
  }

  private void grain() {
    long now = clock.nanoTime();
    if (composing <= 0 && now >= wake) {
      begun = now;
      composing = pictureMillis * 1e6 * scatter();
    }
    if (ticking <= 0 && signal && now >= restUntil) {
      tickBegun = now;
      effort = governor.effort(controls, network);
      ticking = cost(effort);
    }
    int wanting = load + (composing > 0 ? 1 : 0) + (ticking > 0 ? 1 : 0);
    double given = GRAIN * Math.min(1, (double) cores / Math.max(1, wanting));
    clock.advance(GRAIN);
    now = clock.nanoTime();
    if (composing > 0) {
      composing -= given;
      if (composing <= 0) {
        left(now, wanting);
      }
    }
    if (ticking > 0) {
      ticking -= given;
      if (ticking <= 0) {
        governor.ticked(effort, now - tickBegun);
        restUntil = now + governor.pause();
        ticks++;
      }
    }
  }

  private void left(long now, int wanting) {
    governor.composed(due, begun, now - begun);
    pictures++;
    due += SECOND / controls.fps();
    if (begun - due > SECOND / controls.fps()) {
      due = begun;
    }
    double turns = wanting > cores ? random.nextDouble() * LONGEST_WAIT_FOR_A_TURN : 0;
    wake = Math.max(now, due) + (long) turns;
  }

  private double cost(Effort tick) {
    double sum = 0;
    for (int octave = 0; octave < tick.octaves(); octave++) {
      if (tick.allOctaves() || octave == turn % tick.octaves()) {
        double width = tick.size() * Math.pow(controls.octaveScale(), -octave);
        sum += width * width / (320 * 320) * tick.steps() * stepMillis * 1e6;
      }
    }
    turn++;
    double preparing = prepared.add(tick.size()) ? prepareMillis * 1e6 : 0;
    return TICK_OVERHEAD + preparing + sum * scatter();
  }

  private double scatter() {
    return 0.9 + 0.2 * random.nextDouble();
  }

  /** Level at the end of each of the last seconds. */
  List<Integer> levels(int seconds) {
    return levels.subList(levels.size() - seconds, levels.size());
  }

  /** Pictures in each of the last seconds. */
  List<Integer> pictures(int seconds) {
    return picturesPerSecond.subList(picturesPerSecond.size() - seconds, picturesPerSecond.size());
  }

  /** Ticks in each of the last seconds. */
  List<Integer> ticks(int seconds) {
    return ticksPerSecond.subList(ticksPerSecond.size() - seconds, ticksPerSecond.size());
  }

  /** How often the level differs from one second to the next, since second {@code from}. */
  int changes(int from) {
    int changes = 0;
    for (int i = Math.max(1, from); i < levels.size(); i++) {
      changes += levels.get(i).equals(levels.get(i - 1)) ? 0 : 1;
    }
    return changes;
  }
}
