package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The names of a layer's tensors, for [Layer#state()]: those of its own tensors, and those of its
/// components' tensors, after the component's name and a dot.
///
/// ```java
/// record Block(Linear first, Linear second) implements Layer {
///   public Tensor forward(Tensor x) {
///     return second.forward(first.forward(x).relu()).add(x);
///   }
///
///   public Map<String, Tensor> state() {    // first.weight, first.bias, second.weight, …
///     return new StateDict().add("first", first).add("second", second).tensors();
///   }
/// }
/// ```
public final class StateDict {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /// Creates one without names.
  public StateDict() {}

  /// Adds a tensor of the layer.
  ///
  /// @param name its name, without dots
  /// @param tensor the tensor; null if the layer has none of that name, such as no bias
  /// @return this
  /// @throws IllegalArgumentException if the name is empty, has a dot, or is already there
  public StateDict add(String name, Tensor tensor) {
    check(name);
    if (tensor != null) {
      put(name, tensor);
    }
    return this;
  }

  /// Adds the tensors of a component.
  ///
  /// @param name the component's name, without dots
  /// @param component the component; null if the layer has none of that name
  /// @return this
  /// @throws IllegalArgumentException if the name is empty, has a dot, or is already there
  public StateDict add(String name, Layer component) {
    check(name);
    if (component != null) {
      component.state().forEach((inner, tensor) -> put(name + "." + inner, tensor));
    }
    return this;
  }

  /// Checks a name of a tensor or of a component.
  static void check(String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "StateDict: a name must have a character and no dot, not \"%s\"", name));
    }
  }

  private void put(String name, Tensor tensor) {
    if (tensors.putIfAbsent(name, tensor) != null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "StateDict: there are two tensors of the name %s", name));
    }
  }

  /// {@return the tensors by their names, in the order in which they were added}
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }
}
