package dev.reverie.dream.live.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.reverie.dream.engine.PlanarImage;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

final class SteadyMemoryTest {
  private static final int ROUNDS = 20;

  @Test
  void oncePicturesOfASizeWereSeenNothingIsMadePerFrame() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Texture scene = Texture.waves(1);
    Transform feedback = new Transform(1.01, 0.001, 0, 0);
    try (LumaPicture reader = new LumaPicture();
        OpticalFlow optical = new OpticalFlow();
        FlowField field = new FlowField();
        Warp warp = new Warp();
        Mat then = scene.draw(640, 360, 3);
        Mat now = scene.moved(5, 2).draw(640, 360, 3);
        Mat thenLuma = new Mat();
        Mat nowLuma = new Mat();
        PlanarImage residual = Texture.waves(2).residual(256, 144)) {
      long made = Long.MAX_VALUE;
      long native0 = 0;
      long native1 = -1;
      for (int round = 0; round < 60 && (made > 1000 || native0 != native1); round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        native0 = Pointer.totalBytes();
        for (int i = 0; i < ROUNDS; i++) {
          reader.read(then, thenLuma);
          reader.read(now, nowLuma);
          optical.measure(nowLuma, thenLuma, field);
          warp.apply(residual, field, feedback);
        }
        native1 = Pointer.totalBytes();
        made = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(made).as("bytes of Java heap in %d frames", ROUNDS).isLessThanOrEqualTo(1000);
      assertThat(native1).as("bytes of native memory").isEqualTo(native0);
    }
  }
}
