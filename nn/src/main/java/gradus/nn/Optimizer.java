package gradus.nn;

import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes parameters by their gradients, a step at a time. Its formulas, and the names of its
/// options, are PyTorch's.
public abstract sealed class Optimizer permits SGD, Adam {
  private final List<Tensor> parameters;
  private final List<Map<String, Tensor>> states = new ArrayList<>();
  private int steps;

  Optimizer(Collection<Tensor> parameters) {
    this.parameters = List.copyOf(parameters);
    for (Tensor parameter : parameters) {
      if (!parameter.requiresGrad() || !parameter.isLeaf()) {
        throw new IllegalArgumentException(
            "an optimiser's parameters are leaves that require a gradient; %s isn't one"
                .formatted(parameter.spec()));
      }
      states.add(new LinkedHashMap<>());
    }
  }

  static double notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be a number that isn't negative, got %s".formatted(name, value));
    }
    return value;
  }

  /// Forgets the parameters' gradients.
  public void zeroGrad() {
    parameters.forEach(Tensor::zeroGrad);
  }

  /// Changes every parameter that has a gradient.
  public void step() {
    steps++;
    Tensor.noGrad(
        () -> {
          for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            if (parameter.grad() != null) {
              update(parameter, parameter.grad(), states.get(i));
            }
          }
        });
  }

  /// How often [#step] has run, this time included.
  int steps() {
    return steps;
  }

  /// Changes one parameter in place.
  ///
  /// @param state the parameter's own, empty at first
  abstract void update(Tensor parameter, Tensor gradient, Map<String, Tensor> state);

  /// What the optimiser has to remember, to go on later as if it had never stopped.
  ///
  /// @return tensors by name: `step`, and for each parameter such as `0.momentum`
  public Map<String, Tensor> state() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("step", Tensor.of(new int[] {steps}));
    for (int i = 0; i < states.size(); i++) {
      String place = i + ".";
      states.get(i).forEach((name, tensor) -> all.put(place + name, tensor.copy()));
    }
    return all;
  }

  /// Takes over what [#state] returned.
  ///
  /// @param saved from an optimiser of the same kind, with parameters of the same shapes
  /// @throws IllegalArgumentException if it doesn't fit; nothing has changed then
  public void load(Map<String, Tensor> saved) {
    List<Map<String, Tensor>> loaded = new ArrayList<>();
    states.forEach(_ -> loaded.add(new LinkedHashMap<>()));
    if (!saved.containsKey("step")) {
      throw new IllegalArgumentException("an optimiser's state needs a \"step\"");
    }
    saved.forEach(
        (name, tensor) -> {
          if (!name.equals("step")) {
            String[] parts = name.split("\\.", 2);
            boolean known = parts.length == 2 && parts[0].matches("\\d{1,9}");
            int i = known ? Integer.parseInt(parts[0]) : parameters.size();
            if (i >= parameters.size() || !stateNames().contains(parts[1])) {
              throw new IllegalArgumentException("there is no state \"%s\" here".formatted(name));
            }
            if (!tensor.spec().equals(parameters.get(i).spec())) {
              throw new IllegalArgumentException(
                  "state \"%s\" is %s, the parameter %s"
                      .formatted(name, tensor.spec(), parameters.get(i).spec()));
            }
            loaded.get(i).put(parts[1], tensor.detach().copy());
          }
        });
    steps = (int) saved.get("step").item();
    for (int i = 0; i < states.size(); i++) {
      states.set(i, loaded.get(i));
    }
  }

  /// The names that [#update] uses in a parameter's state.
  abstract List<String> stateNames();
}
