package gradus.nn.vision;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.nn.io.Safetensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A network for pictures in three parts, each of which has parameters of its own: the groups of
/// layers for learning rates of their own, and for freezing.
///
/// The names of tensors are those that the parts give them: `conv1.weight` of the stem, `fc.weight`
/// of the head.
///
/// ```java
/// VisionModel trained = ResNet.resnet18(generator, 1000);
/// trained.load(Safetensors.load(file).tensors());
/// VisionModel cats = trained.withClasses(generator, 2);    // shares all but the last layer
/// cats.body().parameters().values().forEach(p -> p.requiresGrad(false));
/// ```
///
/// @param stem the first layers, which lead from pixels to channels
/// @param body the layers in between
/// @param head the last layers, which lead from the body's features to classes
public record VisionModel(Sequential stem, Sequential body, Sequential head) implements Layer {
  private static final String BATCHES = "num_batches_tracked";

  /// Creates a network of three parts.
  ///
  /// @throws IllegalArgumentException if two have a tensor of the same name
  public VisionModel {
    merged(stem, body, head);
  }

  /// {@return a network with a new last layer for other classes, with PyTorch's initialisation; the
  /// other layers are shared}
  ///
  /// @param generator the random number generator
  /// @param classes the number of classes
  /// @throws IllegalStateException if the last layer of the head, or of a [Sequential] that is the
  ///   last layer, is not [Linear]; use [#withHead] there
  public VisionModel withClasses(Generator generator, int classes) {
    return withHead(withClasses(head, generator, classes));
  }

  private static Sequential withClasses(Sequential layers, Generator generator, int classes) {
    if (layers.layers().isEmpty()) {
      throw new IllegalStateException("withClasses: the head has no layers");
    }
    Layer changed =
        switch (layers.layers().getLast()) {
          case Linear last ->
              new Linear(generator, last.weight().size(1), classes, last.bias() != null);
          case Sequential last -> withClasses(last, generator, classes);
          case Layer last ->
              throw new IllegalStateException(
                  String.format(
                      Locale.ROOT,
                      "withClasses: the last layer is %s, not Linear; use withHead",
                      last.getClass().getSimpleName()));
        };
    return layers.with(layers.names().getLast(), changed);
  }

  /// {@return a network with another head; the other layers are shared}
  ///
  /// @param other the other head, which takes the body's features
  /// @throws IllegalArgumentException if it has a tensor of a name that is already there
  public VisionModel withHead(Sequential other) {
    return new VisionModel(stem, body, other);
  }

  /// Returns the features: the output of the body, the input of the head.
  ///
  /// @param x the pictures, (rows, channels, height, width)
  /// @return the features, mostly (rows, channels, height, width)
  public Tensor features(Tensor x) {
    return body.forward(stem.forward(x));
  }

  /// {@inheritDoc}
  ///
  /// @param x the pictures, (rows, channels, height, width)
  /// @return the logits, (rows, classes)
  @Override
  public Tensor forward(Tensor x) {
    return head.forward(features(x));
  }

  @Override
  public Map<String, Tensor> state() {
    return Collections.unmodifiableMap(merged(stem, body, head));
  }

  private static Map<String, Tensor> merged(Layer... parts) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Layer part : parts) {
      part.state()
          .forEach(
              (name, tensor) -> {
                if (state.putIfAbsent(name, tensor) != null) {
                  throw new IllegalArgumentException(
                      "VisionModel: two parts have a tensor of the name " + name);
                }
              });
    }
    return state;
  }

  /// {@return the parameters of the stem, the body and the head, in this order; a part without any
  /// is left out}
  public List<Map<String, Tensor>> parameterGroups() {
    return List.of(stem.parameters(), body.parameters(), head.parameters()).stream()
        .filter(group -> !group.isEmpty())
        .toList();
  }

  /// Copies values into the state. The numbers of batches that batch normalisation has seen may be
  /// missing, as in files of PyTorch before 0.4.1; they then become 0.
  ///
  /// @param tensors the values by their names, such as those of a file
  /// @throws IllegalArgumentException if another name is missing or unknown, or a shape or type
  ///   differs; nothing has then changed
  public void load(Map<String, Tensor> tensors) {
    Map<String, Tensor> values = new LinkedHashMap<>(tensors);
    Map<String, Tensor> state = state();
    state.forEach(
        (name, tensor) -> {
          if (name.equals(BATCHES) || name.endsWith("." + BATCHES)) {
            values.computeIfAbsent(name, _ -> Tensor.zeros(tensor.dtype(), tensor.shape()));
          }
        });
    Safetensors.loadInto(state, values);
  }
}
