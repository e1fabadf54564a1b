package dev.reverie.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import dev.reverie.config.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes log messages on, but not floods of them: of messages that one place in the program says
 * (same logger, level and pattern; what is filled in may differ) the first few of a minute pass and
 * the others are counted. When the minute is over, the newest of those is said with their number,
 * ahead of the next message from anywhere, or when logging ends. What is more detailed than INFO
 * was asked for and passes. Thread-safe; never blocks on anything but the appenders behind it.
 */
public final class RepeatLimiter extends AppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  /** Messages of one place that pass in a minute. */
  static final int PASSING = 5;

  /** Places that are watched at once; a place beyond them takes that of the oldest. */
  static final int PLACES = 256;

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private record Place(String logger, Level level, @Nullable String pattern) {}

  /** What is kept of a message: its parts may change once its own thread goes on. */
  private record Held(String text, String thread, Instant said) {}

  /** A minute in the life of a place. */
  private static final class Spell {
    final long began;
    final Place place;
    long count;
    @Nullable Held newest;

    Spell(long began, Place place) {
      this.began = began;
      this.place = place;
    }
  }

  private final Clock clock;
  private final AppenderAttachableImpl<ILoggingEvent> behind = new AppenderAttachableImpl<>();

  /** By place, in the order in which their minutes began. Guarded by the appender's own lock. */
  private final Map<Place, Spell> spells = new LinkedHashMap<>();

  /** For the logging configuration, which makes its parts itself. */
  public RepeatLimiter() {
    this(Clock.system());
  }

  RepeatLimiter(Clock clock) {
    this.clock = clock;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
      behind.appendLoopOnAppenders(event);
      return;
    }
    long now = clock.nanoTime();
    endSpells(now);
    Place place = new Place(event.getLoggerName(), event.getLevel(), event.getMessage());
    Spell spell = spells.get(place);
    if (spell == null) {
      makeRoom();
      spell = new Spell(now, place);
      spells.put(place, spell);
    }
    spell.count++;
    if (spell.count <= PASSING) {
      behind.appendLoopOnAppenders(event);
    } else {
      spell.newest =
          new Held(
              String.valueOf(event.getFormattedMessage()),
              event.getThreadName(),
              event.getInstant());
    }
  }

  private void endSpells(long now) {
    Iterator<Spell> oldestFirst = spells.values().iterator();
    while (oldestFirst.hasNext()) {
      Spell spell = oldestFirst.next();
      if (now - spell.began < MINUTE) {
        return;
      }
      oldestFirst.remove();
      tell(spell);
    }
  }

  private void makeRoom() {
    if (spells.size() >= PLACES) {
      Iterator<Spell> oldestFirst = spells.values().iterator();
      Spell spell = oldestFirst.next();
      oldestFirst.remove();
      tell(spell);
    }
  }

  private void tell(Spell spell) {
    Held newest = spell.newest;
    if (newest != null) {
      LoggingEvent event = new LoggingEvent();
      event.setLoggerName(spell.place.logger());
      event.setLevel(spell.place.level());
      event.setThreadName(newest.thread());
      event.setInstant(newest.said());
      event.setMessage(
          newest.text() + " (" + (spell.count - PASSING) + " more like this within a minute)");
      behind.appendLoopOnAppenders(event);
    }
  }

  /** Says what is still to be said, and ends the appenders behind it. */
  @Override
  public synchronized void stop() {
    spells.values().forEach(this::tell);
    spells.clear();
    behind.detachAndStopAllAppenders();
    super.stop();
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    behind.addAppender(appender);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return behind.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return behind.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return behind.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    behind.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return behind.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return behind.detachAppender(name);
  }
}
