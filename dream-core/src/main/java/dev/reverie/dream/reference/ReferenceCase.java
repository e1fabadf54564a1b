package dev.reverie.dream.reference;

import dev.reverie.dream.engine.Objective;
import dev.reverie.dream.engine.PlanarImage;
import dev.reverie.dream.weights.Safetensors;
import dev.reverie.dream.weights.WeightsException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture and what an independent computation in double precision made of it. Planes are in the
 * file's order, red, green, blue; {@link PlanarImage}s are blue, green, red: {@link Agreement}
 * minds that.
 *
 * @param name the file's name, with the mood for a direction network
 * @param network the network's published name
 * @param layer the layer, or for a direction network the mood
 * @param objective what was maximised
 * @param steps how many steps {@link #afterSteps} is away from the input
 * @param step their length in 0..255 units, on the normalised gradient
 * @param width pixels
 * @param height pixels
 * @param input red, green, blue for each pixel, row by row, 8 bit
 * @param loss the objective before the first and after the last step; null for a direction network
 * @param gradient with respect to the picture; for a direction network its normalised output
 * @param afterSteps the picture after the steps, not confined to 0..255; null for a direction
 *     network
 */
public record ReferenceCase(
    String name,
    String network,
    String layer,
    Objective objective,
    int steps,
    double step,
    int width,
    int height,
    ByteBuffer input,
    @Nullable Loss loss,
    FloatBuffer gradient,
    @Nullable FloatBuffer afterSteps) {

  /**
   * The objective's value.
   *
   * @param before the first step
   * @param after the last step
   */
  public record Loss(double before, double after) {}

  /**
   * The cases of a file: one, or for a direction network one a mood.
   *
   * @throws WeightsException if the file cannot be read or is not a reference case
   */
  public static List<ReferenceCase> read(Path file) {
    Safetensors tensors = Safetensors.open(file);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.safetensors$", "");
    if (!tensors.has("input_rgb") || tensors.shape("input_rgb").size() != 3) {
      throw new WeightsException(
          name + " is not a reference case: it has no input_rgb; give a file of such cases");
    }
    List<Integer> shape = tensors.shape("input_rgb");
    List<ReferenceCase> cases = new ArrayList<>();
    for (String tensor : tensors.names()) {
      if (tensor.startsWith("direction.")) {
        String mood = tensor.substring("direction.".length());
        cases.add(
            new ReferenceCase(
                name + " " + mood,
                "dreamnet",
                mood,
                Objective.MEAN,
                0,
                0,
                shape.get(1),
                shape.get(0),
                tensors.bytes("input_rgb"),
                null,
                tensors.tensor(tensor).data(),
                null));
      }
    }
    if (cases.isEmpty()) {
      Map<String, String> notes = tensors.metadata();
      int channel = (int) number(notes, "channel", name);
      Objective objective =
          channel >= 0
              ? new Objective.Channel(channel)
              : Objective.of(note(notes, "objective", name), 0, 1);
      cases.add(
          new ReferenceCase(
              name,
              note(notes, "network", name),
              note(notes, "layer", name),
              objective,
              (int) number(notes, "steps", name),
              number(notes, "step", name),
              shape.get(1),
              shape.get(0),
              tensors.bytes("input_rgb"),
              new Loss(tensors.doubles("loss")[0], tensors.doubles("loss")[1]),
              tensors.tensor("gradient").data(),
              tensors.tensor("after_steps").data()));
    }
    return cases;
  }

  /** The input as a picture, owned by the caller. */
  public PlanarImage image() {
    PlanarImage image = new PlanarImage(width, height);
    int plane = width * height;
    for (int i = 0; i < plane; i++) {
      for (int rgb = 0; rgb < PlanarImage.PLANES; rgb++) {
        image.values().put((2 - rgb) * plane + i, input.get(input.position() + 3 * i + rgb) & 0xff);
      }
    }
    return image;
  }

  private static double number(Map<String, String> notes, String key, String file) {
    String value = note(notes, key, file);
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new WeightsException(
          file + " is damaged: its metadata says " + key + " is '" + value + "'; make it again", e);
    }
  }

  private static String note(Map<String, String> notes, String key, String file) {
    String value = notes.get(key);
    if (value == null) {
      throw new WeightsException(
          file + " is not a reference case: its metadata lacks '" + key + "'; make it again");
    }
    return value;
  }
}
