package dev.reverie.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.Status;
import dev.reverie.config.ManualClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatLimiterTest {
  private final ManualClock clock = new ManualClock();
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final RepeatLimiter limiter = new RepeatLimiter(clock);
  private final Logger log = context.getLogger("a");

  @BeforeEach
  void begin() {
    written.setContext(context);
    written.start();
    limiter.setContext(context);
    limiter.addAppender(written);
    limiter.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.DEBUG);
    root.addAppender(limiter);
  }

  @AfterEach
  void end() {
    context.stop();
  }

  private List<String> messages() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void seconds(long seconds) {
    clock.advance(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void theFirstFewOfAFloodPassAndTheRestIsCounted() {
    for (int i = 1; i <= 137; i++) {
      log.warn("picture {} is lost", i);
      clock.advance(TimeUnit.MILLISECONDS.toNanos(33));
    }
    assertThat(messages())
        .isEqualTo(IntStream.rangeClosed(1, 5).mapToObj(i -> "picture " + i + " is lost").toList());
    seconds(60);
    log.info("something else");
    assertThat(messages().subList(5, 7))
        .containsExactly(
            "picture 137 is lost (132 more like this within a minute)", "something else");
    ILoggingEvent summary = written.list.get(5);
    assertThat(summary.getLevel()).isEqualTo(Level.WARN);
    assertThat(summary.getLoggerName()).isEqualTo("a");
    assertThat(summary.getThreadName()).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void aFloodThatGoesOnIsToldOfEveryMinute() {
    for (int i = 0; i < 180; i++) {
      log.error("full");
      seconds(1);
    }
    log.info("end");
    assertThat(messages().stream().filter(m -> m.equals("full"))).hasSize(15);
    assertThat(
            messages().stream().filter(m -> m.equals("full (55 more like this within a minute)")))
        .hasSize(3);
    assertThat(messages()).hasSize(19);
  }

  @Test
  void whatComesNowAndThenIsNeverTouched() {
    for (int i = 0; i < 50; i++) {
      log.warn("slow");
      seconds(13);
    }
    assertThat(messages()).hasSize(50).allMatch("slow"::equals);
  }

  @Test
  void placesAreCountedApart() {
    Logger other = context.getLogger("b");
    for (int i = 0; i < 6; i++) {
      log.warn("one");
      log.warn("two");
      log.error("one");
      other.warn("one");
    }
    assertThat(messages()).hasSize(20);
  }

  @Test
  void detailsThatWereAskedForPass() {
    for (int i = 0; i < 50; i++) {
      log.debug("detail");
    }
    assertThat(messages()).hasSize(50);
  }

  @Test
  void whatIsStillToBeSaidIsSaidWhenLoggingEnds() {
    for (int i = 0; i < 8; i++) {
      log.warn("again");
    }
    limiter.stop();
    assertThat(messages()).hasSize(6).last().isEqualTo("again (3 more like this within a minute)");
    assertThat(written.isStarted()).isFalse();
  }

  @Test
  void aSummaryCarriesNoTraceAndMissingWordsDoNoHarm() {
    for (int i = 0; i < 7; i++) {
      log.error(null, new IllegalStateException("x"));
      log.error("{} and {}", "only one", new IllegalStateException("x"));
    }
    limiter.stop();
    ILoggingEvent last = written.list.get(written.list.size() - 1);
    assertThat(last.getThrowableProxy()).isNull();
    assertThat(last.getFormattedMessage())
        .isEqualTo("only one and {} (2 more like this within a minute)");
    assertThat(written.list.get(0).getThrowableProxy()).isNotNull();
  }

  @Test
  void manyPlacesAreForgottenInTheirOrderAndNoneSilently() {
    for (int i = 0; i < 7; i++) {
      log.warn("first");
    }
    for (int i = 0; i < RepeatLimiter.PLACES; i++) {
      log.warn("place " + i);
    }
    assertThat(messages())
        .contains("first (2 more like this within a minute)")
        .hasSize(5 + 1 + RepeatLimiter.PLACES);
  }

  @Test
  void manyThreadsLoseNoMessage() throws InterruptedException {
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                t ->
                    new Thread(
                        () -> IntStream.range(0, 500).forEach(i -> log.warn("crowd")),
                        "crowd-" + t))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    limiter.stop();
    assertThat(messages())
        .hasSize(6)
        .last()
        .isEqualTo("crowd (3995 more like this within a minute)");
  }

  @Test
  void theProgramsOwnConfigurationHasItAheadOfStandardError() throws Exception {
    LoggerContext program = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(program);
    configurator.doConfigure(RepeatLimiter.class.getResource("/logback.xml"));
    try {
      assertThat(program.getStatusManager().getCopyOfStatusList())
          .noneMatch(status -> status.getEffectiveLevel() > Status.INFO);
      var ahead = program.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
      assertThat(ahead.next())
          .isInstanceOfSatisfying(
              RepeatLimiter.class,
              found -> {
                assertThat(found.isStarted()).isTrue();
                assertThat(found.getAppender("STDERR")).isInstanceOf(ConsoleAppender.class);
              });
      assertThat(ahead.hasNext()).isFalse();
    } finally {
      program.stop();
    }
  }
}
