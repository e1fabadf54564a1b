package dev.reverie.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the benchmarks of the frame side measure does take place. */
final class FrameSideTest {
  private final FrameSideBenchmark.Frame frame = new FrameSideBenchmark.Frame();
  private final FrameSideBenchmark benchmark = new FrameSideBenchmark();

  @BeforeEach
  void open() {
    frame.open();
  }

  @AfterEach
  void close() {
    frame.close();
  }

  @Test
  void theCompositorMakesEachPictureThatIsAskedFor() throws InterruptedException {
    FrameSideBenchmark.Composition composition = new FrameSideBenchmark.Composition();
    composition.open(frame);

    assertThat(benchmark.composite(composition)).isEqualTo(1);
    assertThat(benchmark.composite(composition)).isEqualTo(2);
    composition.close();
  }

  @Test
  void aPublishedPictureIsEncodedForTheOneWhoWatches() throws IOException, InterruptedException {
    FrameSideBenchmark.Stream stream = new FrameSideBenchmark.Stream();
    stream.viewers = 1;
    stream.open(frame);
    for (int i = 0; i < 3; i++) {
      benchmark.publish(stream, frame);
    }

    assertThat(stream.hub.stats().encoded()).isEqualTo(3);
    stream.close();
  }
}
