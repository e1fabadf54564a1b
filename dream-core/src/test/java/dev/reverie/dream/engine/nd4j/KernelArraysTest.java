package dev.reverie.dream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reverie.dream.network.Kernel;
import dev.reverie.dream.network.Layer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class KernelArraysTest {
  private static final Layer.Conv CONV = new Layer.Conv(2, 3, 1, 1, 0, true);
  private static final Kernel KERNEL =
      new Kernel(
          FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6}),
          FloatBuffer.wrap(new float[] {1, 2, 3}));

  @Test
  void whatSeveralThreadsShareIsKeptAsLongAsOneOfThemUsesIt() throws Exception {
    KernelArrays cache = new KernelArrays();
    KernelArrays.Entry last = cache.acquire(KERNEL, CONV);
    List<FutureTask<Void>> threads = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(3);
    for (int i = 0; i < 3; i++) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                List<KernelArrays.Entry> mine = new ArrayList<>();
                together.await();
                for (int round = 0; round < 200_000; round++) {
                  // Several at once, so that the compiler cannot make nothing of it all.
                  KernelArrays.Entry one = cache.acquire(KERNEL, CONV);
                  mine.add(one);
                  if (mine.size() == 8) {
                    mine.forEach(KernelArrays.Entry::close);
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
    assertThat(last.bias().getFloat(2)).isEqualTo(3);
    last.close();
    assertThat(cache.size()).isZero();
  }
}
