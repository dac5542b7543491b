package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// x·Wᵀ + b, from (…, in) to (…, out).
///
/// @param weight W, (out, in)
/// @param bias b, (out)
public record Linear(Tensor weight, Tensor bias) implements Layer {
  /// Checks the shapes.
  ///
  /// @throws IllegalArgumentException if the weight isn't a matrix with as many rows as the bias
  ///   has elements
  public Linear {
    if (weight.rank() != 2 || bias.rank() != 1 || weight.size(0) != bias.size()) {
      throw new IllegalArgumentException(
          "Linear: the weight must be (out, in) and the bias (out), not %s and %s"
              .formatted(weight.spec(), bias.spec()));
    }
  }

  /// A layer with the values that PyTorch's `nn.Linear` starts from: uniform between ±1/√in, the
  /// weight drawn before the bias.
  ///
  /// @param generator the source
  /// @param in features of an input row, at least 1
  /// @param out features of a result row
  public Linear(Generator generator, int in, int out) {
    this(initial(generator, in, new int[] {out, in}), initial(generator, in, new int[] {out}));
  }

  private static Tensor initial(Generator generator, int in, int[] shape) {
    if (in < 1) {
      throw new IllegalArgumentException("Linear: needs at least one input feature, got " + in);
    }
    double bound = 1 / Math.sqrt(in);
    return Tensor.uniform(generator, -bound, bound, shape).requiresGrad(true);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.matmul(weight.t()).add(bias);
  }

  @Override
  public Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("weight", weight);
    parameters.put("bias", bias);
    return parameters;
  }
}
