package gradus.titanic.recipe;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.List;
import java.util.Map;

/// The formulas that the lesson's notebook and spreadsheet write by hand, before there are layers.
final class Formulas {
  private Formulas() {}

  /// A tensor of first values as a parameter.
  static Tensor parameter(Tensor values) {
    return values.detach().requiresGrad(true);
  }

  /// Each column times its weight, added up: (n, k) to (n, 1).
  ///
  /// @param weights (k)
  record WeightedSum(Tensor weights) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return x.mul(weights).sum(1, true);
    }

    @Override
    public Map<String, Tensor> state() {
      return Map.of("weights", weights);
    }
  }

  /// The same for several sums at once, as a matrix product: (n, k) to (n, m).
  ///
  /// @param weights (k, m)
  record Product(Tensor weights) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return x.matmul(weights);
    }

    @Override
    public Map<String, Tensor> state() {
      return Map.of("weights", weights);
    }
  }

  /// One number added to everything.
  ///
  /// @param value (1)
  record Shift(Tensor value) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return x.add(value);
    }

    @Override
    public Map<String, Tensor> state() {
      return Map.of("value", value);
    }
  }

  /// The columns added up: (n, m) to (n, 1).
  record RowSum() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return x.sum(1, true);
    }
  }

  /// Weighted sums, each cut off at 0, then added up: (n, k) to (n, 1).
  ///
  /// @param weights each (k)
  record RectifiedSums(List<Tensor> weights) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return weights.stream()
          .map(w -> x.mul(w).sum(1, true).relu())
          .reduce(Tensor::add)
          .orElseThrow();
    }

    @Override
    public Map<String, Tensor> state() {
      StateDict state = new StateDict();
      for (int i = 0; i < weights.size(); i++) {
        state.add("weights" + (i + 1), weights.get(i));
      }
      return state.tensors();
    }
  }
}
