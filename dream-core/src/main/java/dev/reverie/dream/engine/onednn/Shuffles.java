package dev.reverie.dream.engine.onednn;

import dev.reverie.dream.network.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Pixels that become channels and the other way round, as copies between two five-dimensional views
 * (channel, dy, dx, y, x) of four-dimensional arrays: one of full planes, one of the packed pixels,
 * pixel after pixel.
 */
final class Shuffles {
  private final Recorder recorder;
  private final Layouts layouts;

  Shuffles(Recorder recorder) {
    this.recorder = recorder;
    this.layouts = recorder.layouts();
  }

  /**
   * Blocks of pixels as channels.
   *
   * @param in planes of shape {@code full}, of any type
   * @param type of the result
   */
  Tensor unshuffle(Tensor in, Shape full, int factor, int type) {
    int from = Layouts.type(in.layout());
    Tensor planes = recorder.in(in, layouts.planar(from, full));
    Tensor out = recorder.tensor(layouts.interleaved(type, packed(full, factor)));
    recorder.copy(
        recorder.view(planes(from, full, factor), planes.block()),
        recorder.view(pixels(type, full, factor), out.block()));
    return out;
  }

  /**
   * Channels as blocks of pixels.
   *
   * @param in of {@code factor * factor} times the channels of {@code full}, of any type
   * @param full the shape of the result
   * @param type of the result
   */
  Tensor shuffle(Tensor in, Shape full, int factor, int type) {
    int from = Layouts.type(in.layout());
    Tensor pixels = recorder.in(in, layouts.interleaved(from, packed(full, factor)));
    Tensor out = recorder.tensor(layouts.planar(type, full));
    recorder.copy(
        recorder.view(pixels(from, full, factor), pixels.block()),
        recorder.view(planes(type, full, factor), out.block()));
    return out;
  }

  private static Shape packed(Shape full, int factor) {
    return new Shape(
        full.channels() * factor * factor, full.height() / factor, full.width() / factor);
  }

  private dnnl_memory_desc planes(int type, Shape full, int r) {
    long width = full.width();
    return layouts.strided(type, dims(full, r), new long[] {full.plane(), width, 1, r * width, r});
  }

  private dnnl_memory_desc pixels(int type, Shape full, int r) {
    long channels = (long) full.channels() * r * r;
    return layouts.strided(
        type,
        dims(full, r),
        new long[] {(long) r * r, r, 1, full.width() / r * channels, channels});
  }

  private static long[] dims(Shape full, int r) {
    return new long[] {full.channels(), r, r, full.height() / r, full.width() / r};
  }
}
