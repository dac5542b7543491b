package gradus.nn.data;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.List;
import java.util.Locale;

/// Subtracts a mean from each channel of an image and divides by a standard deviation.
///
/// @param mean the mean of each channel
/// @param std the standard deviation of each channel, above 0
public record Normalize(List<Double> mean, List<Double> std) implements Transform {
  /// Creates the transform.
  ///
  /// @throws IllegalArgumentException if there are not as many means as deviations, or a deviation
  ///   is not above 0
  public Normalize {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != std.size() || !std.stream().allMatch(deviation -> deviation > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Normalize: needs as many means as standard deviations above 0, not %s and %s",
              mean,
              std));
    }
  }

  /// {@inheritDoc}
  ///
  /// @throws IllegalArgumentException if the image does not have one channel per mean
  @Override
  public Tensor apply(Tensor x, Generator random) {
    Pixels image = Pixels.of("Normalize", x);
    if (image.channels() != mean.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Normalize: %s does not have %d channels", x.spec(), mean.size()));
    }
    float[] values = image.values();
    int size = image.height() * image.width();
    for (int i = 0; i < values.length; i++) {
      int channel = i / size;
      values[i] = (values[i] - mean.get(channel).floatValue()) / std.get(channel).floatValue();
    }
    return image.tensor();
  }
}
