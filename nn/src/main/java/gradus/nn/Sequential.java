package gradus.nn;

import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Layers applied one after another.
///
/// Names of tensors start with the name of their layer. That is its index, unless another is given:
/// `0.weight`, `0.bias`, `2.weight`.
///
/// @param names the names of the layers, without dots
/// @param layers the layers, in the order in which they are applied
public record Sequential(List<String> names, List<Layer> layers) implements Layer {
  /// A network of layers with names.
  ///
  /// @throws IllegalArgumentException if there is not a name for each layer, or one is empty, has a
  ///   dot, or occurs twice
  public Sequential {
    names = List.copyOf(names);
    layers = List.copyOf(layers);
    if (names.size() != layers.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Sequential: %d names for %d layers", names.size(), layers.size()));
    }
    HashSet<String> seen = new HashSet<>();
    for (String name : names) {
      StateDict.check(name);
      if (!seen.add(name)) {
        throw new IllegalArgumentException("Sequential: there are two layers of the name " + name);
      }
    }
  }

  /// Creates a network of layers.
  ///
  /// @param layers the layers, in the order in which they are applied
  public Sequential(List<Layer> layers) {
    this(IntStream.range(0, layers.size()).mapToObj(String::valueOf).toList(), layers);
  }

  /// Creates a network of layers.
  ///
  /// @param layers the layers, in the order in which they are applied
  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  /// Creates a network of layers with names, as PyTorch does from an `OrderedDict`.
  ///
  /// @param layers the layers by their names, in the order in which they are applied
  /// @throws IllegalArgumentException if a name is empty or has a dot
  public Sequential(LinkedHashMap<String, ? extends Layer> layers) {
    this(List.copyOf(layers.keySet()), List.copyOf(layers.values()));
  }

  /// {@return the layer of a name}
  ///
  /// @param name the name
  /// @throws IllegalArgumentException if there is none of that name
  public Layer layer(String name) {
    return layers.get(index(name));
  }

  /// {@return a network with another layer in the place of one, such as a head for other classes;
  /// the layers are shared}
  ///
  /// @param name the name of the layer that is replaced
  /// @param layer the other layer
  /// @throws IllegalArgumentException if there is none of that name
  public Sequential with(String name, Layer layer) {
    List<Layer> changed = new ArrayList<>(layers);
    changed.set(index(name), layer);
    return new Sequential(names, changed);
  }

  /// {@return some of the layers, under the same names}
  ///
  /// @param from the index of the first
  /// @param to the index after the last
  public Sequential subList(int from, int to) {
    return new Sequential(names.subList(from, to), layers.subList(from, to));
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Sequential: there is no layer %s; the layers are %s", name, names));
    }
    return index;
  }

  @Override
  public Tensor forward(Tensor x) {
    for (Layer layer : layers) {
      x = layer.forward(x);
    }
    return x;
  }

  @Override
  public Map<String, Tensor> state() {
    StateDict state = new StateDict();
    for (int i = 0; i < layers.size(); i++) {
      state.add(names.get(i), layers.get(i));
    }
    return state.tensors();
  }
}
