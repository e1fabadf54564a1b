package dev.reverie.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours become what ITU-R BT.709 says. */
class YuvPictureTest {
  @ParameterizedTest
  @ValueSource(ints = {0x000000, 0xffffff, 0x808080, 0xff0000, 0x00ff00, 0x0000ff, 0xc8a050})
  void coloursBecomeWhatTheStandardSays(int rgb) throws VideoException {
    double red = (rgb >> 16 & 0xff) / 255.0;
    double green = (rgb >> 8 & 0xff) / 255.0;
    double blue = (rgb & 0xff) / 255.0;
    double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    double y = 16 + 219 * luma;
    double cb = 128 + 224 * (blue - luma) / 1.8556;
    double cr = 128 + 224 * (red - luma) / 1.5748;
    try (Scalar colour = new Scalar(rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16 & 0xff, 0);
        Mat picture = new Mat(48, 64, opencv_core.CV_8UC3, colour)) {
      try (YuvPicture planar = new YuvPicture(64, 48, avutil.AV_PIX_FMT_YUV420P)) {
        AVFrame frame = planar.convert(picture);
        assertSample(frame, 0, frame.linesize(0) * 20 + 31, y);
        assertSample(frame, 1, frame.linesize(1) * 10 + 15, cb);
        assertSample(frame, 2, frame.linesize(2) * 10 + 15, cr);
      }
      try (YuvPicture pairs = new YuvPicture(64, 48, avutil.AV_PIX_FMT_NV12)) {
        AVFrame frame = pairs.convert(picture);
        assertSample(frame, 0, frame.linesize(0) * 20 + 31, y);
        assertSample(frame, 1, frame.linesize(1) * 10 + 30, cb);
        assertSample(frame, 1, frame.linesize(1) * 10 + 31, cr);
      }
    }
  }

  private static void assertSample(AVFrame frame, int plane, long at, double expected) {
    assertThat(frame.data(plane).get(at) & 0xff).isCloseTo((int) Math.round(expected), within(1));
  }
}
