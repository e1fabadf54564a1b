package dev.reverie.dream.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class WeightsCacheTest {
  private static final Layer.Conv CONV = new Layer.Conv(2, 3, 1, 1, 0, true);
  private static final Kernel KERNEL =
      new Kernel(
          FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6}),
          FloatBuffer.wrap(new float[] {1, 2, 3}));

  @Test
  void whatSeveralThreadsShareIsKeptAsLongAsOneOfThemUsesIt() throws Exception {
    VectorModule.load();
    WeightsCache cache = new WeightsCache();
    WeightsCache.Entry last = cache.acquire(CONV, KERNEL);
    List<FutureTask<Void>> threads = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(3);
    for (int i = 0; i < 3; i++) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                List<WeightsCache.Entry> mine = new ArrayList<>();
                together.await();
                for (int round = 0; round < 200_000; round++) {
                  // Several at once, so that the compiler cannot make nothing of it all.
                  WeightsCache.Entry one = cache.acquire(CONV, KERNEL);
                  mine.add(one);
                  if (mine.size() == 8) {
                    mine.forEach(WeightsCache.Entry::close);
                    mine.clear();
                  }
                }
                return null;
              });
      threads.add(task);
      new Thread(task, "user-" + i).start();
    }
    for (FutureTask<Void> thread : threads) {
      thread.get();
    }
    assertThat(cache.size()).isEqualTo(1);
    assertThat(last.weights().bias()[2]).isEqualTo(3);
    last.close();
    assertThat(cache.size()).isZero();
  }
}
