package dev.reverie.dream.live.governor;

import dev.reverie.config.Clock;
import dev.reverie.config.Controls;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides how much dream to compute, so that pictures leave on time and the dream stays alive. What
 * the controls ask for is the ceiling; below it there is a short ladder of lesser efforts, from
 * what shows least (octaves in turns, fewer steps) over smaller widths to rests between ticks.
 *
 * <ul>
 *   <li><b>Down</b> when pictures are lost or several leave late within a second, or when ticks are
 *       rarer than 8 a second: at once, and further the worse it is.
 *   <li><b>Up</b> one rung at a time, after calm, when the costs measured so far say that the tick
 *       will still be short enough; later after every try that had to be taken back.
 *   <li>A wish that changes takes effect at once: a lower one as it is, a higher one as far as the
 *       prediction reaches, but no further than what pictures left on time with if that is why the
 *       dream is reduced.
 * </ul>
 *
 * <p>No threads; thread-safe, because the dreamer asks and the compositor reports. All times in
 * nanoseconds of the clock. Nothing is allocated while the controls stay as they are and no level
 * changes.
 */
public final class Governor {
  /**
   * What a prediction must leave of a tick's time after long calm: without, a dream may be stuck.
   */
  private static final double SMALL_MARGIN = 0.95;

  /** Largest part of the period that a picture may take for the dream to be given more. */
  private static final double BUSY = 0.9;

  /** Lost shares of a second from which it goes down two or three rungs at once. */
  private static final double MUCH_LOST = 0.1;

  private static final double VERY_MUCH_LOST = 0.25;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** After the first tick, plans, caches and compiled code are still on their way. */
  private static final long WARM_UP = 3 * SECOND;

  /** Pictures that the last level delayed take so long to catch up. */
  private static final long CATCHING_UP = SECOND;

  /** Longest wait for the first ticks of a new level: plans are prepared meanwhile. */
  private static final long SETTLING = 2 * SECOND;

  /** Calm before a step up, and before one that changes the size, which can be seen. */
  private static final long CALM = 4 * SECOND;

  private static final long CALM_FOR_SIZE = 8 * SECOND;
  private static final long LONG_CALM = 60 * SECOND;

  /** A dreamer that is not heard of for so long has nothing to dream on, or cannot. */
  private static final long SILENCE = 2 * SECOND;

  /** No rest is longer, whatever a suspended machine made of a tick. */
  private static final long LONGEST_REST = SECOND;

  /** Networks whose costs are remembered; a tour has a few dozen layers at most. */
  private static final int MOST_NETWORKS = 64;

  private final Clock clock;
  private final Punctuality pictures = new Punctuality();
  private final Retry retry = new Retry();
  private final Standing standing;
  private final Map<String, Double> perWork = new HashMap<>();
  private @Nullable Controls controls;
  private String network = "";
  private long changes;
  private boolean dreamed;
  private long warmUntil;
  private long stoodAt;
  private long calmSince;
  private long heardAt;
  private long tick;

  /** As the default controls ask, until others are asked for. */
  public Governor(Clock clock) {
    this.clock = clock;
    standing = new Standing(Wishes.of(Controls.defaults()));
    retry.reset(standing.levels() + 1);
    stoodAnew();
  }

  /**
   * What the next tick should compute. Asked by the dreamer before each tick.
   *
   * @param now the controls
   * @param dreamedOn anything that names what the cost of a step depends on: network, layer,
   *     precision; costs are remembered under that name
   */
  public synchronized Effort effort(Controls now, String dreamedOn) {
    heardAt = clock.nanoTime();
    if (!now.equals(controls) || !dreamedOn.equals(network)) {
      change(Wishes.of(now), dreamedOn);
      controls = now;
    }
    return standing.rung().effort();
  }

  private void change(Wishes wanted, String dreamedOn) {
    if (wanted.fps() != standing.wishes().fps()) {
      pictures.restart(heardAt);
      retry.reset(standing.levels() + 1);
      calmSince = heardAt;
    }
    if (!dreamedOn.equals(network)) {
      if (perWork.size() >= MOST_NETWORKS) {
        perWork.clear();
      }
      perWork.put(network, standing.costs().perWork());
      network = dreamedOn;
      standing.network(wanted, perWork.getOrDefault(dreamedOn, Double.NaN));
      retry.reset(standing.levels() + 1);
      stoodAnew();
    } else if (standing.wish(wanted)) {
      retry.reset(standing.levels() + 1);
      stoodAnew();
    }
  }

  private void stoodAnew() {
    stoodAt = clock.nanoTime();
    calmSince = stoodAt;
    pictures.restart(stoodAt);
    retry.stood(stoodAt);
  }

  /**
   * A tick is over. Reported by the dreamer.
   *
   * @param used what it really computed, which lags behind {@link #effort} while plans are prepared
   * @param nanos how long it took, waiting included
   */
  public synchronized void ticked(Effort used, long nanos) {
    long now = clock.nanoTime();
    heardAt = now;
    tick = nanos;
    if (!dreamed) {
      dreamed = true;
      warmUntil = now + WARM_UP;
    }
    if (now - warmUntil < 0 || !used.equals(standing.rung().effort())) {
      return;
    }
    if (!standing.ticked(nanos) || standing.wishes().fixed()) {
      return;
    }
    if (standing.replace()) {
      changes++;
      stoodAnew();
    } else if (standing.slow()) {
      retry.fell(now);
      standing.shorten();
      changes++;
      stoodAnew();
    }
  }

  /**
   * How long the dreamer should rest after the tick that it reported last: until the next picture
   * leaves, since more ticks than pictures show nothing, and longer on the lowest rungs. 0 when
   * quality is fixed.
   */
  public synchronized long pause() {
    if (standing.wishes().fixed()) {
      return 0;
    }
    double ticksPerRest = 1 / standing.rung().duty() - 1;
    long rest = Math.max(standing.wishes().period() - tick, (long) (tick * ticksPerRest));
    return Math.max(0, Math.min(rest, LONGEST_REST));
  }

  /**
   * A picture has left. Reported by the compositor.
   *
   * @param dueNanos when it was due: the beat's time, which waiting for a frame may exceed by a
   *     quarter of the period
   * @param begunNanos when its frame had come and work on it began
   * @param workNanos how long it took from then until it had left
   */
  public synchronized void composed(long dueNanos, long begunNanos, long workNanos) {
    long now = clock.nanoTime();
    Wishes wishes = standing.wishes();
    if (!pictures.picture(dueNanos, begunNanos, workNanos, wishes.period())) {
      calmSince = now;
    }
    if (wishes.fixed()) {
      return;
    }
    boolean settling = now - stoodAt < (standing.costs().begun() ? CATCHING_UP : SETTLING);
    boolean silent = now - heardAt > Math.max(SILENCE, 2 * Math.min(tick, 5 * SECOND));
    if (!dreamed || now - warmUntil < 0 || settling || silent) {
      // What is late now is not the present effort's doing, and calm would say nothing about it.
      pictures.restart(now);
      calmSince = now;
      return;
    }
    if (standing.costs().known()) {
      retry.review(now, standing.level(), standing.costs().perWork(), pictures.work());
    }
    if (pictures.late()) {
      calmSince = now;
      descend(now);
    } else if (!pictures.calm() && pictures.judged()) {
      calmSince = now;
    } else {
      climb(now);
    }
  }

  private void descend(long now) {
    if (standing.level() == standing.levels()) {
      return;
    }
    int rungs = 1;
    if (!retry.fell(now)) {
      double lost = pictures.lostShare();
      rungs = lost > VERY_MUCH_LOST ? 3 : lost > MUCH_LOST ? 2 : 1;
    }
    standing.giveWay(rungs, lateness(now));
    changes++;
    stoodAnew();
  }

  private String lateness(long now) {
    Wishes wishes = standing.wishes();
    if (pictures.lossy()) {
      return Standing.text(
          "pictures leave at %.1f of %d per second",
          Math.min(pictures.rate(now, wishes.period()), wishes.fps()), wishes.fps());
    }
    return Standing.text("%d of %d pictures left late", pictures.lateOnes(), pictures.judgedOnes());
  }

  private void climb(long now) {
    if (standing.level() == 0 || pictures.work() > BUSY * standing.wishes().period()) {
      return;
    }
    long calm = now - calmSince;
    double margin = calm >= LONG_CALM ? SMALL_MARGIN : Standing.MARGIN;
    long wait =
        retry.patience(standing.level() - 1, standing.risingResizes() ? CALM_FOR_SIZE : CALM);
    if (calm >= wait && standing.couldRise(margin)) {
      retry.climbed(now, standing.level() - 1);
      standing.rise();
      changes++;
      stoodAnew();
    }
  }

  /** What it chose and why, now. */
  public synchronized Report report() {
    Wishes wishes = standing.wishes();
    Rung rung = standing.rung();
    double tickNanos = standing.costs().nanos();
    double used = Math.max(pictures.work() / wishes.period(), tickNanos / wishes.limit());
    String why = standing.why();
    if (standing.level() == standing.levels() && pictures.work() > wishes.period()) {
      why +=
          Standing.text(
              "; a picture alone takes %.0f of %.0f ms: lower fps",
              pictures.work() / 1e6, wishes.period() / 1e6);
    }
    return new Report(
        standing.level(),
        standing.levels(),
        wishes.asked(),
        rung.effort(),
        rung.duty(),
        why,
        pictures.rate(clock.nanoTime(), wishes.period()),
        wishes.fps(),
        tickNanos / 1e6,
        Math.max(0, 1 - used),
        changes);
  }
}
