package gradus.nn;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import gradus.nn.io.SafetensorsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// An optimiser's parameters and the tensors of its state for each: none at first, and the same
/// ones from the first step on.
final class Memory {
  private final String owner;
  private final List<Tensor> parameters;
  private final Function<Tensor, Map<String, TensorSpec>> kinds;
  private List<Map<String, Tensor>> kept = new ArrayList<>();

  /// @param owner the optimiser's name, for messages
  /// @param kinds the tensors of the state of a parameter, in order
  Memory(
      String owner,
      Collection<Tensor> parameters,
      Function<Tensor, Map<String, TensorSpec>> kinds) {
    this.owner = owner;
    this.parameters = List.copyOf(parameters);
    this.kinds = kinds;
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(owner + ": there are no parameters to change");
    }
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor parameter : this.parameters) {
      if (!parameter.requiresGrad() || !parameter.isLeaf()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: parameter %d, %s, %s",
                owner,
                seen.size(),
                parameter.spec(),
                parameter.isLeaf()
                    ? "doesn't require a gradient"
                    : "isn't a leaf, but the result of an operation"));
      }
      if (!seen.add(parameter)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s: a parameter, %s, is there twice", owner, parameter.spec()));
      }
      kept.add(Map.of());
    }
  }

  List<Tensor> parameters() {
    return parameters;
  }

  /// Returns the state of a parameter; empty before its first step.
  Map<String, Tensor> of(int parameter) {
    return kept.get(parameter);
  }

  /// Returns the backend of a tensor of the state: that of the parameter, but the CPU for step
  /// counts, which are read in each step.
  static Backend backend(Tensor parameter, TensorSpec kept) {
    return kept.dtype().isFloating() ? parameter.backend() : Backends.named("reference");
  }

  void put(int parameter, Map<String, Tensor> tensors) {
    kept.set(parameter, tensors);
  }

  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      String prefix = i + ".";
      kept.get(i).forEach((name, tensor) -> state.put(prefix + name, tensor.copy()));
    }
    return Collections.unmodifiableMap(state);
  }

  void load(Map<String, Tensor> state) {
    Map<String, Tensor> rest = new LinkedHashMap<>(state);
    List<Map<String, Tensor>> loaded = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      Map<String, TensorSpec> expected = kinds.apply(parameters.get(i));
      for (Map.Entry<String, TensorSpec> kind : expected.entrySet()) {
        String name = i + "." + kind.getKey();
        Tensor tensor = rest.remove(name);
        if (tensor != null) {
          check(name, tensor.spec(), kind.getValue());
          Backend backend = backend(parameters.get(i), kind.getValue());
          tensors.put(kind.getKey(), tensor.detach().copy().to(backend));
        }
      }
      if (!tensors.isEmpty() && tensors.size() < expected.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: the state has only %s of parameter %d, not all of %s",
                owner,
                tensors.keySet(),
                i,
                expected.keySet()));
      }
      loaded.add(tensors);
    }
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the state has %s, which this optimizer does not have",
              owner,
              SafetensorsException.quoted(rest.keySet().iterator().next())));
    }
    kept = loaded;
  }

  private void check(String name, TensorSpec found, TensorSpec expected) {
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: the state's %s is %s, not %s", owner, name, found, expected));
    }
  }
}
