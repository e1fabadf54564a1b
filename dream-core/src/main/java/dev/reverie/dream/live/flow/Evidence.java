package dev.reverie.dream.live.flow;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What can be seen, pixel by pixel, of whether a flow is right: on a grid of half the luma
 * picture's size, because the flow itself is not finer. Belongs to one thread; owns its memory.
 */
final class Evidence implements AutoCloseable {
  /**
   * Share of the picture's width beyond its border where motion from outside has lost all trust.
   * Not at once: a dream that ends in a sharp line would show the border.
   */
  private static final float MARGIN = 0.03f;

  /**
   * Where there and back miss each other less than this, all is well; see {@link #apart}. More than
   * the paper allows: trust is lost anew with every frame, and cloth that folds would never be
   * dreamed on (measured on people in a room: trust in them rises from 0.94 to 0.97 a frame, with
   * no more flicker).
   */
  static final float MET = 2;

  /** Where they miss each other so far, trust is gone. */
  static final float GONE = 8;

  private final int width;
  private final int height;
  private final Mat small = new Mat();
  private final FloatGrid now;
  private final FloatGrid then;
  private final FloatGrid flow;
  private final FloatGrid back;
  private final FloatGrid error;
  private final FloatGrid texture;
  private final float[] fetched;
  private final float[] apart;
  private final float[] inside;
  private double agreeing;
  private double structure;

  /** For luma pictures of {@code 2*width x 2*height}, or one pixel more; both at least 2. */
  Evidence(int width, int height) {
    this.width = width;
    this.height = height;
    now = new FloatGrid(width, height, 1);
    then = new FloatGrid(width, height, 1);
    flow = new FloatGrid(width, height, 2);
    back = new FloatGrid(width, height, 2);
    error = new FloatGrid(width, height, 1);
    texture = new FloatGrid(width, height, 1);
    fetched = new float[width * height];
    apart = new float[width * height];
    inside = new float[width * height];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The flow in luma pixels, pulled. */
  FloatGrid flow() {
    return flow;
  }

  /** This picture, in levels. */
  float[] now() {
    return now.values();
  }

  /** The earlier picture, in levels. */
  float[] then() {
    return then.values();
  }

  /** This picture less the earlier one fetched along the flow, in levels; pulled. */
  FloatGrid error() {
    return error;
  }

  /** How much the brightness changes across each pixel: {@code |dx| + |dy|}, in levels; pulled. */
  FloatGrid texture() {
    return texture;
  }

  /**
   * How far there and back miss each other: the squared distance as a share of what Sundaram, Brox
   * and Keutzer 2010 allow, {@code |w + w'|^2 / (0.01 (|w|^2 + |w'|^2) + 0.5)}, in luma pixels.
   */
  float[] apart() {
    return apart;
  }

  /** 1 where the flow comes from inside the picture, falling to 0 as it comes from outside. */
  float[] inside() {
    return inside;
  }

  /**
   * The sum over pixels and both axes of the product of this picture's slope and the fetched's, as
   * far as there and back meet. (Without that, a flow that squeezes one scene into the shapes of
   * another would make them alike.)
   */
  double agreeing() {
    return agreeing;
  }

  /** The sum over pixels and both axes of the mean square of the two pictures' slopes. */
  double structure() {
    return structure;
  }

  /**
   * Gathers it all.
   *
   * @param nowLuma 8-bit grey
   * @param thenLuma of the same size
   * @param forward from now to then, in luma pixels
   * @param backward from then to now
   */
  void gather(Mat nowLuma, Mat thenLuma, FloatGrid forward, FloatGrid backward) {
    halve(nowLuma, now);
    halve(thenLuma, then);
    halveFlow(forward, flow);
    halveFlow(backward, back);
    fetch((float) width / nowLuma.cols(), (float) height / nowLuma.rows());
    slopes();
  }

  private void halve(Mat luma, FloatGrid into) {
    opencv_imgproc.resize(luma, small, into.size(), 0, 0, opencv_imgproc.INTER_AREA);
    small.convertTo(into.mat(), opencv_core.CV_32F);
    into.pull();
  }

  private static void halveFlow(FloatGrid from, FloatGrid into) {
    opencv_imgproc.resize(from.mat(), into.mat(), into.size(), 0, 0, opencv_imgproc.INTER_AREA);
    into.pull();
  }

  private void fetch(float scaleX, float scaleY) {
    float[] w = flow.values();
    float margin = MARGIN * width;
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        float u = w[2 * i];
        float v = w[2 * i + 1];
        float atX = x + u * scaleX;
        float atY = y + v * scaleY;
        float clampedX = atX < 0 ? 0 : atX > width - 1 ? width - 1 : atX;
        float clampedY = atY < 0 ? 0 : atY > height - 1 ? height - 1 : atY;
        float outside = Math.abs(atX - clampedX) + Math.abs(atY - clampedY);
        inside[i] = Math.max(0, 1 - outside / margin);
        sample(i, u, v, clampedX, clampedY);
      }
    }
  }

  /** Fetches the earlier picture and the flow back at one point of the grid, bilinearly. */
  private void sample(int i, float u, float v, float x, float y) {
    int left = Math.min((int) x, width - 2);
    int top = Math.min((int) y, height - 2);
    float rightPart = x - left;
    float lowerPart = y - top;
    float a = (1 - rightPart) * (1 - lowerPart);
    float b = rightPart * (1 - lowerPart);
    float c = (1 - rightPart) * lowerPart;
    float d = rightPart * lowerPart;
    int k = top * width + left;
    int l = k + width;
    float[] t = then.values();
    fetched[i] = a * t[k] + b * t[k + 1] + c * t[l] + d * t[l + 1];
    error.values()[i] = now.values()[i] - fetched[i];
    float[] w = back.values();
    float backU = a * w[2 * k] + b * w[2 * k + 2] + c * w[2 * l] + d * w[2 * l + 2];
    float backV = a * w[2 * k + 1] + b * w[2 * k + 3] + c * w[2 * l + 1] + d * w[2 * l + 3];
    float missX = u + backU;
    float missY = v + backV;
    float lengths = u * u + v * v + backU * backU + backV * backV;
    apart[i] = (missX * missX + missY * missY) / (0.01f * lengths + 0.5f);
  }

  private void slopes() {
    float[] n = now.values();
    float[] t = texture.values();
    double products = 0;
    double squares = 0;
    for (int y = 0, i = 0; y < height; y++) {
      int up = y == 0 ? 0 : -width;
      int down = y == height - 1 ? 0 : width;
      for (int x = 0; x < width; x++, i++) {
        int left = x == 0 ? 0 : -1;
        int right = x == width - 1 ? 0 : 1;
        float nowX = n[i + right] - n[i + left];
        float nowY = n[i + down] - n[i + up];
        float thenX = fetched[i + right] - fetched[i + left];
        float thenY = fetched[i + down] - fetched[i + up];
        t[i] = Math.abs(nowX) + Math.abs(nowY);
        float met = Fade.between(1, 4, apart[i]);
        products += met * (nowX * thenX + nowY * thenY);
        squares += nowX * nowX + nowY * nowY + thenX * thenX + thenY * thenY;
      }
    }
    agreeing = products;
    structure = squares / 2;
  }

  @Override
  public void close() {
    small.close();
    for (FloatGrid grid : new FloatGrid[] {now, then, flow, back, error, texture}) {
      grid.close();
    }
  }
}
