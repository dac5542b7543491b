package gradus.vision.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import gradus.engine.Tensor;
import gradus.nn.data.Normalize;
import gradus.nn.data.Samples;
import gradus.nn.data.Transform;
import gradus.vision.data.Fitted;
import gradus.vision.data.PictureSet;
import java.util.List;
import java.util.Locale;

/// The form of a network's input: each channel from 0 to 1, less a mean, over a standard deviation.
///
/// @param channels the number of channels, 1 or 3
/// @param height the height in pixels
/// @param width the width in pixels
/// @param mean the mean of each channel
/// @param std the standard deviation of each channel, above 0
public record Input(int channels, int height, int width, List<Double> mean, List<Double> std) {
  /// The longest side; a file that says more is broken.
  private static final int LONGEST = 1 << 12;

  // The statistics of ImageNet, which networks in colours are usually trained with.
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

  /// How many pictures the statistics are taken from.
  private static final int ENOUGH = 5000;

  /// Creates a form; the lists are copied.
  ///
  /// @throws IllegalArgumentException if a number is out of range
  public Input {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    boolean sized = height >= 1 && width >= 1 && height <= LONGEST && width <= LONGEST;
    boolean finite = mean.stream().allMatch(Double::isFinite);
    boolean positive = std.stream().allMatch(deviation -> deviation > 0 && deviation < 1e6);
    if (channels != 1 && channels != 3
        || !sized
        || !finite
        || !positive
        || mean.size() != channels
        || std.size() != channels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an input of %d channels, %d x %d pixels, mean %s and deviation %s is not possible",
              channels,
              height,
              width,
              mean,
              std));
    }
  }

  /// {@return the form for pictures whose statistics are not known: ImageNet's statistics in
  /// colours, and none in grey}
  ///
  /// @param channels the number of channels, 1 or 3
  /// @param height the height in pixels
  /// @param width the width in pixels
  public static Input usual(int channels, int height, int width) {
    return channels == 1
        ? new Input(1, height, width, List.of(0.0), List.of(1.0))
        : new Input(3, height, width, MEAN, STD);
  }

  /// {@return the form of the input of a network that learns from pictures; statistics in grey are
  /// theirs}
  ///
  /// @param arch the architecture, for which small pictures are enlarged by a whole factor
  /// @param set the pictures
  public static Input of(Arch arch, PictureSet set) {
    int least = Math.min(set.height(), set.width());
    int factor = Math.ceilDiv(arch.leastSide(), least);
    int height = factor * set.height();
    int width = factor * set.width();
    if (set.channels() == 3 || arch.needsColours(Math.max(height, width))) {
      return new Input(3, height, width, MEAN, STD);
    }
    double sum = 0;
    double squares = 0;
    long count = 0;
    Samples samples = set.training().samples();
    for (int i = 0; i < Math.min(ENOUGH, samples.size()); i++) {
      for (float value : samples.get(i).x().toFloats()) {
        sum += value;
        squares += value * value;
        count++;
      }
    }
    double mean = sum / count;
    double variance = squares / count - mean * mean;
    double std = variance > 1e-6 ? Math.sqrt(variance) : 1;
    return new Input(1, height, width, List.of(rounded(mean)), List.of(rounded(std)));
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /// {@return the form as JSON}
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("channels", channels);
    json.addProperty("height", height);
    json.addProperty("width", width);
    json.add("mean", array(mean));
    json.add("std", array(std));
    return json;
  }

  private static JsonArray array(List<Double> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  /// {@return the form that [#toJson] wrote}
  ///
  /// @throws RuntimeException of some kind if it isn't that
  static Input fromJson(JsonObject json) {
    return new Input(
        json.get("channels").getAsInt(),
        json.get("height").getAsInt(),
        json.get("width").getAsInt(),
        numbers(json.getAsJsonArray("mean")),
        numbers(json.getAsJsonArray("std")));
  }

  private static List<Double> numbers(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsDouble).toList();
  }

  /// {@return what brings a picture, (channels, height, width) from 0 to 1, into this form}
  public Transform transform() {
    Normalize normalize = new Normalize(mean, std);
    return (x, random) -> normalize.apply(fitted(x), random);
  }

  /// {@return a picture with these channels and this size, not yet normalised}
  ///
  /// @param picture (1 or 3, height, width)
  public Tensor fitted(Tensor picture) {
    return Fitted.size(Fitted.channels(picture, channels), height, width);
  }
}
