package dev.reverie.dream.live;

/** Takes finished pictures. */
@FunctionalInterface
public interface PictureSink {

  /** One picture, at the output rate. */
  void accept(ComposedPicture composed);
}
