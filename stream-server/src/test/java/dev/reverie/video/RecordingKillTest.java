package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.config.Clock;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that is killed in the middle leaves a recording that lacks its last second at most. */
class RecordingKillTest {
  private static final int FPS = 30;
  private static final int KILLED_AT = 100;

  @TempDir Path folder;

  /** The program that gets killed: records numbered pictures and says each one's number. */
  public static final class Victim {
    private Victim() {}

    /** Never ends by itself. */
    public static void main(String[] folder) throws Exception {
      Clock clock = Clock.system();
      try (Recording recording =
          Recording.start(
              Path.of(folder[0]),
              ZonedDateTime.of(2026, 11, 23, 22, 42, 53, 0, ZoneOffset.UTC),
              RecordingLimits.none(),
              VideoEncoders.of("auto"),
              VideoRate.bySize(FPS),
              clock)) {
        long start = clock.nanoTime();
        for (int i = 0; ; i++) {
          try (Mat picture = Clip.picture(640, 360, i, 0x406080 + i)) {
            recording.offer(picture, clock.nanoTime());
          }
          System.out.println(i + " " + recording.state().frames());
          clock.sleepUntil(start + (i + 1) * 1_000_000_000L / FPS);
        }
      }
    }
  }

  @Test
  @Timeout(120)
  void whatIsLeftPlaysAndLacksASecondAtMost() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int offered = -1;
    long kept = 0;
    try (BufferedReader says = victim.inputReader()) {
      while (offered < KILLED_AT || kept < KILLED_AT / 2) {
        String[] words = String.valueOf(says.readLine()).split(" ", 2);
        assertThat(words).as("what the victim says").hasSize(2);
        offered = Integer.parseInt(words[0]);
        kept = Long.parseLong(words[1]);
      }
    } finally {
      victim.destroyForcibly();
    }
    assertThat(victim.waitFor(10, TimeUnit.SECONDS)).isTrue();

    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.toList();
    }
    assertThat(left).hasSize(1);
    Clip clip = Clip.play(left.get(0));
    assertThat(clip.last()).isGreaterThanOrEqualTo(offered - FPS);
    assertThat(clip.numbers()).isSorted().doesNotHaveDuplicates();
    // The victim may have dropped some on a busy machine, but none that it says it kept.
    assertThat(clip.numbers()).hasSizeGreaterThanOrEqualTo((int) kept - FPS);
    assertThat(IntStream.range(0, clip.last() + 1).boxed().toList()).containsAll(clip.numbers());
  }
}
