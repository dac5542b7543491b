package gradus.nn.vision;

import gradus.engine.Generator;
import gradus.nn.Flatten;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Multi-layer perceptrons: fully connected layers with ReLUs between them.
public final class Mlp {
  private Mlp() {}

  /// {@return a network that flattens its input and applies fully connected layers}
  ///
  /// @param generator the random number generator
  /// @param sizes the number of elements of a picture, the sizes of the hidden layers, and the
  ///   number of classes
  /// @throws IllegalArgumentException if there are fewer than two sizes, or one is less than 1
  public static Sequential mlp(Generator generator, int... sizes) {
    if (sizes.length < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Mlp: needs the sizes of input and output, got %d", sizes.length));
    }
    List<Layer> layers = new ArrayList<>();
    layers.add(new Flatten());
    for (int i = 1; i < sizes.length; i++) {
      if (i > 1) {
        layers.add(new ReLU());
      }
      layers.add(new Linear(generator, sizes[i - 1], sizes[i]));
    }
    return new Sequential(layers);
  }
}
