package gradus.titanic;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A model written as the lesson writes it: named parameters, and a formula that uses them.
///
/// @param parameters by name, in the order in which they were drawn
/// @param formula from rows, (n, columns), to predictions, (n, 1)
record Formula(Map<String, Tensor> parameters, UnaryOperator<Tensor> formula) implements Layer {
  static Formula of(String name, Tensor parameter, UnaryOperator<Tensor> formula) {
    return new Formula(Map.of(name, parameter), formula);
  }

  Formula {
    parameters = new LinkedHashMap<>(parameters);
    parameters.values().forEach(parameter -> parameter.requiresGrad(true));
  }

  @Override
  public Tensor forward(Tensor x) {
    return formula.apply(x);
  }
}
