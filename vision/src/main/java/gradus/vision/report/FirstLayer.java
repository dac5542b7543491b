package gradus.vision.report;

import gradus.engine.Tensor;
import gradus.nn.Conv2d;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.nn.Training;
import gradus.nn.vision.VisionModel;
import gradus.vision.figures.Tiles;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import java.util.List;

/// The first layer with weights of a network, as pictures.
///
/// @param filters its weights
/// @param activations its output for a picture, after the function behind it
record FirstLayer(Tiles filters, Tiles activations) {
  /// The columns of the picture of a fully connected layer's output.
  private static final int COLUMNS = 32;

  /// Looks into a network.
  ///
  /// @param x a picture in the form of its input, (1, channels, height, width)
  static FirstLayer of(Network network, Tensor x) {
    Sequential layers =
        switch (network.layer()) {
          case VisionModel model -> model.stem();
          case Sequential all -> all;
          case Layer other -> new Sequential(List.of(other));
        };
    Input input = network.input();
    Tensor weight = firstWeight(layers);
    Tiles filters = Tiles.weights(weight, input.channels(), input.height(), input.width());
    int end = endOfFirst(layers);
    Tensor output =
        Training.off(() -> Tensor.noGrad(() -> layers.subList(0, end).forward(x))).select(0, 0);
    if (output.rank() == 1) {
      int units = output.size();
      int columns = units % COLUMNS == 0 ? COLUMNS : units;
      output = output.reshape(1, units / columns, columns);
    }
    return new FirstLayer(filters, Tiles.channels(output));
  }

  private static Tensor firstWeight(Sequential layers) {
    return layers.state().values().stream()
        .filter(tensor -> tensor.rank() == 4 || tensor.rank() == 2)
        .findFirst()
        .orElseThrow();
  }

  /// The number of layers up to the one before the second that has weights, but not its pooling.
  private static int endOfFirst(Sequential layers) {
    int end = 0;
    boolean seen = false;
    for (Layer layer : layers.layers()) {
      boolean weighted = layer instanceof Conv2d || layer instanceof Linear;
      boolean pools = layer.getClass().getSimpleName().contains("Pool");
      if (seen && (weighted || pools)) {
        break;
      }
      seen |= weighted || !layer.state().isEmpty();
      end++;
    }
    return end;
  }
}
