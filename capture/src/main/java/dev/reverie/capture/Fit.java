package dev.reverie.capture;

/** Tells a source how large to decode, so that nobody scales a picture twice. */
@FunctionalInterface
interface Fit {
  /** A size in pixels. */
  record Dimensions(int width, int height) {
    /** With width and height in each other's place. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // that is the point
    Dimensions sideways() {
      return new Dimensions(height, width);
    }
  }

  /** The size at which a picture of {@code width} x {@code height} is wanted; never larger. */
  Dimensions decodedSize(int width, int height);
}
