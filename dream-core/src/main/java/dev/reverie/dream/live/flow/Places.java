package dev.reverie.dream.live.flow;

import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Works out where OpenCV's bicubic {@code remap} has to look for each pixel of a warp, and makes up
 * for two of its habits, which nobody sees in one warp and which add up over hundreds.
 *
 * <p>Its kernel (Keys 1981, with a = -0.75) does not keep places: asked for a point at the part
 * {@code t} of the way from one pixel to the next, it gives what lies at {@code 1.5 t - 1.5 t^2 +
 * t^3} (the first moment of its four weights), so that a hundredth of a pixel a frame would become
 * one and a half. Asked for {@code 1/2 + sinh(asinh(4 (t - 1/2)) / 3)} instead, the inverse, it is
 * right.
 *
 * <p>And it rounds places to 1/32 of a pixel: a slow turn would round to none near the middle, for
 * ever. So the rounding is done here, up or down from another threshold in each warp, evenly
 * spread: what is lost in one comes back in the next. What does not move at all stays where it is,
 * to the bit. Belongs to one thread; owns its memory. For one size.
 */
final class Places implements AutoCloseable {
  /** OpenCV's parts of a pixel, as a power of two. */
  private static final int PARTS_BITS = 5;

  private static final int PARTS = 1 << PARTS_BITS;

  /** Finer parts, to look up and to round from, as a power of two. */
  private static final int FINE_BITS = 10;

  private static final int FINE = 1 << FINE_BITS;

  /** What a place may be, in pixels of either sign: OpenCV's are 16 bits. */
  private static final double FARTHEST = 16000;

  /** Its multiples fall evenly between 0 and 1, however many there are. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** What to ask for, in parts of a pixel and fine parts of those, by the fine part wanted. */
  private final int[] asked = new int[FINE];

  private final FloatGrid flow;
  private final short[] pixelValues;
  private final short[] partValues;
  private final ShortPointer pixelMemory;
  private final ShortPointer partMemory;
  private final Mat pixels;
  private final Mat parts;
  private double threshold;

  Places(int width, int height) {
    for (int i = 0; i < FINE; i++) {
      double q = 4 * ((double) i / FINE - 0.5);
      double part = 0.5 + Math.sinh(Math.log(q + Math.sqrt(q * q + 1)) / 3);
      asked[i] = (int) Math.round(part * PARTS * FINE);
    }
    int count = width * height;
    flow = new FloatGrid(width, height, 2);
    pixelValues = new short[2 * count];
    partValues = new short[count];
    pixelMemory = new ShortPointer(pixelValues.length);
    partMemory = new ShortPointer(partValues.length);
    pixels = new Mat(height, width, opencv_core.CV_16SC2, pixelMemory);
    parts = new Mat(height, width, opencv_core.CV_16UC1, partMemory);
  }

  int width() {
    return flow.width();
  }

  int height() {
    return flow.height();
  }

  /** The first map of {@code remap}: the pixel left of and above each place. */
  Mat pixels() {
    return pixels;
  }

  /** Its second map: the parts of a pixel from there. */
  Mat parts() {
    return parts;
  }

  /** Finds the place of each pixel {@code p}: {@code p + flow(p)}, moved back by the feedback. */
  void find(FlowField field, Transform feedback) {
    opencv_imgproc.resize(field.flow(), flow.mat(), flow.size(), 0, 0, opencv_imgproc.INTER_LINEAR);
    float[] f = flow.pull();
    int width = width();
    int height = height();
    double scaleX = (double) width / field.width();
    double scaleY = (double) height / field.height();
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    double backX = -middleX - feedback.dx() * width;
    double backY = -middleY - feedback.dy() * width;
    double cos = Math.cos(feedback.radians()) / feedback.zoom();
    double sin = Math.sin(feedback.radians()) / feedback.zoom();
    double startX = cos * backX + sin * backY + middleX;
    double startY = -sin * backX + cos * backY + middleY;
    threshold = (threshold + GOLDEN) % 1;
    int round = (int) (threshold * FINE);
    short[] pixel = pixelValues;
    short[] part = partValues;
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        double atX = x + scaleX * f[2 * i];
        double atY = y + scaleY * f[2 * i + 1];
        int placeX = ask(cos * atX + sin * atY + startX, round);
        int placeY = ask(-sin * atX + cos * atY + startY, round);
        pixel[2 * i] = (short) (placeX >> PARTS_BITS);
        pixel[2 * i + 1] = (short) (placeY >> PARTS_BITS);
        part[i] = (short) ((placeY & (PARTS - 1)) * PARTS + (placeX & (PARTS - 1)));
      }
    }
    pixelMemory.put(pixel);
    partMemory.put(part);
  }

  /** The place to ask for, in parts of a pixel. */
  private int ask(double place, int round) {
    // Math.min and Math.max take care of signed zeros, which here is most of the time spent.
    double near = place < -FARTHEST ? -FARTHEST : place > FARTHEST ? FARTHEST : place;
    // Counted from the farthest place on, so that cutting off rounds to the nearest.
    int fine = (int) ((near + FARTHEST) * FINE + 0.5);
    int whole = (fine >> FINE_BITS) - (int) FARTHEST;
    return (whole << PARTS_BITS) + ((asked[fine & (FINE - 1)] + round) >> FINE_BITS);
  }

  @Override
  public void close() {
    flow.close();
    pixels.close();
    parts.close();
    pixelMemory.close();
    partMemory.close();
  }
}
