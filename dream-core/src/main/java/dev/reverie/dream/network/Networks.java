package dev.reverie.dream.network;

import java.util.List;

/** The classifiers that Reverie can dream with, as data. Layer names are the published ones. */
public final class Networks {
  /** Mean of the ImageNet training pictures as Keras' VGG16 subtracts it. */
  private static final Preprocessing VGG_MEAN =
      new Preprocessing(false, 103.939f, 116.779f, 123.68f, 1);

  /** The rounded mean that BVLC's Caffe models were trained with. */
  private static final Preprocessing CAFFE_MEAN = new Preprocessing(false, 104, 117, 123, 1);

  private Networks() {}

  /** VGG16 without its classifier (Simonyan and Zisserman 2014), with Keras' layer names. */
  public static Network vgg16() {
    NetworkBuilder net = new NetworkBuilder();
    int[] convolutions = {2, 2, 3, 3, 3};
    int[] channels = {64, 128, 256, 512, 512};
    String last = Network.INPUT;
    for (int block = 0; block < convolutions.length; block++) {
      String prefix = "block" + (block + 1);
      for (int conv = 1; conv <= convolutions[block]; conv++) {
        last = net.convRelu(prefix + "_conv" + conv, last, channels[block], 3, 1, 1);
      }
      last = net.maxPool(prefix + "_pool", last, 2, 2, 0, false);
    }
    return net.build("vgg16", VGG_MEAN, 1);
  }

  /** SqueezeNet 1.1 without its classifier (Iandola et al. 2016). */
  public static Network squeezenet() {
    NetworkBuilder net = new NetworkBuilder();
    String last = net.convRelu("conv1", Network.INPUT, 64, 3, 2, 0);
    last = net.maxPool("pool1", last, 3, 2, 0, true);
    int[] squeeze = {16, 16, 32, 32, 48, 48, 64, 64};
    for (int i = 0; i < squeeze.length; i++) {
      String fire = "fire" + (i + 2);
      if (i == 2 || i == 4) {
        last = net.maxPool("pool" + (i + 1), last, 3, 2, 0, true);
      }
      String small = net.convRelu(fire + "/squeeze1x1", last, squeeze[i], 1, 1, 0);
      String narrow = net.convRelu(fire + "/expand1x1", small, 4 * squeeze[i], 1, 1, 0);
      String wide = net.convRelu(fire + "/expand3x3", small, 4 * squeeze[i], 3, 1, 1);
      last = net.concat(fire, narrow, wide);
    }
    return net.build("squeezenet1.1", CAFFE_MEAN, 1);
  }

  /** BVLC GoogLeNet without its classifiers (Szegedy et al. 2014). */
  public static Network googlenet() {
    // Channels of: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection.
    record Inception(
        String name, int one, int reduce3, int three, int reduce5, int five, int pool) {}
    List<Inception> blocks =
        List.of(
            new Inception("3a", 64, 96, 128, 16, 32, 32),
            new Inception("3b", 128, 128, 192, 32, 96, 64),
            new Inception("4a", 192, 96, 208, 16, 48, 64),
            new Inception("4b", 160, 112, 224, 24, 64, 64),
            new Inception("4c", 128, 128, 256, 24, 64, 64),
            new Inception("4d", 112, 144, 288, 32, 64, 64),
            new Inception("4e", 256, 160, 320, 32, 128, 128),
            new Inception("5a", 256, 160, 320, 32, 128, 128),
            new Inception("5b", 384, 192, 384, 48, 128, 128));
    Layer.Lrn lrn = new Layer.Lrn(5, 1e-4, 0.75, 1);
    NetworkBuilder net = new NetworkBuilder();
    String last = net.convRelu("conv1_7x7_s2", Network.INPUT, 64, 7, 2, 3);
    last = net.maxPool("pool1_3x3_s2", last, 3, 2, 0, true);
    last = net.lrn("pool1_norm1", last, lrn);
    last = net.convRelu("conv2_3x3_reduce", last, 64, 1, 1, 0);
    last = net.convRelu("conv2_3x3", last, 192, 3, 1, 1);
    last = net.lrn("conv2_norm2", last, lrn);
    last = net.maxPool("pool2_3x3_s2", last, 3, 2, 0, true);
    for (Inception block : blocks) {
      String name = "inception_" + block.name();
      if (block.name().equals("4a") || block.name().equals("5a")) {
        last =
            net.maxPool("pool" + (block.name().charAt(0) - '1') + "_3x3_s2", last, 3, 2, 0, true);
      }
      String one = net.convRelu(name + "_1x1", last, block.one(), 1, 1, 0);
      String reduce3 = net.convRelu(name + "_3x3_reduce", last, block.reduce3(), 1, 1, 0);
      String three = net.convRelu(name + "_3x3", reduce3, block.three(), 3, 1, 1);
      String reduce5 = net.convRelu(name + "_5x5_reduce", last, block.reduce5(), 1, 1, 0);
      String five = net.convRelu(name + "_5x5", reduce5, block.five(), 5, 1, 2);
      String pool = net.maxPool(name + "_pool", last, 3, 1, 1, true);
      String projection = net.convRelu(name + "_pool_proj", pool, block.pool(), 1, 1, 0);
      last = net.concat(name, one, three, five, projection);
    }
    return net.build("googlenet", CAFFE_MEAN, 1);
  }
}
