package dev.reverie.dream.live.flash;

import dev.reverie.dream.live.flash.Scenes.Colour;
import dev.reverie.dream.live.flash.Scenes.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;

/** Scene after scene of rectangles that move and flash at random, some only just too strongly. */
final class Patchwork implements Scene {
  private record Patch(
      double left,
      double top,
      double wide,
      double high,
      double speed,
      double hertz,
      double lit,
      boolean sine,
      Colour colour,
      Colour other) {
    Colour at(double seconds) {
      double phase = hertz * seconds - Math.floor(hertz * seconds);
      if (sine) {
        return colour.mixed(other, 0.5 + 0.5 * Math.sin(2 * Math.PI * phase));
      }
      return phase < lit ? colour : other;
    }

    double leftAt(double seconds) {
      double at = left + speed * seconds;
      return at - Math.floor(at);
    }
  }

  private record Act(double end, Colour ground, List<Patch> patches) {}

  private final List<Act> acts = new ArrayList<>();

  Patchwork(Random random, double seconds) {
    double end = 0;
    while (end < seconds) {
      end += 0.2 + 2 * random.nextDouble();
      boolean red = random.nextInt(3) == 0;
      List<Patch> patches = new ArrayList<>();
      for (int k = random.nextInt(12); k > 0; k--) {
        patches.add(patch(random, red));
      }
      acts.add(new Act(end, colour(random, red), patches));
    }
  }

  private static Patch patch(Random random, boolean red) {
    Colour colour = colour(random, red);
    Colour other = colour(random, red && random.nextBoolean());
    return new Patch(
        random.nextDouble(),
        random.nextDouble(),
        Math.pow(random.nextDouble(), 1.5),
        Math.pow(random.nextDouble(), 1.5),
        random.nextInt(3) == 0 ? random.nextGaussian() : 0,
        random.nextInt(4) == 0 ? 3 + random.nextDouble() : 15 * random.nextDouble(),
        0.1 + 0.8 * random.nextDouble(),
        random.nextBoolean(),
        colour,
        random.nextInt(3) == 0 ? colour.mixed(other, 0.25) : other);
  }

  private static Colour colour(Random random, boolean red) {
    double level = 255 * random.nextDouble();
    if (red) {
      return new Colour(level, 60 * random.nextDouble(), 60 * random.nextDouble());
    }
    return random.nextInt(3) == 0
        ? Colour.grey(level)
        : new Colour(level, 255 * random.nextDouble(), 255 * random.nextDouble());
  }

  @Override
  public void paint(Mat picture, double seconds) {
    Act act =
        acts.stream().filter(a -> seconds < a.end()).findFirst().orElse(acts.get(acts.size() - 1));
    Scenes.fill(picture, act.ground());
    for (Patch patch : act.patches()) {
      Scenes.rectangle(
          picture,
          patch.leftAt(seconds),
          patch.top(),
          patch.wide(),
          patch.high(),
          patch.at(seconds));
    }
  }
}
