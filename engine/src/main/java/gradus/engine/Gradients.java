package gradus.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Gradients as values, where [Tensor#backward()] would add them to the leaves.
///
/// ```java
/// Tensor slope = Gradients.recorded(y, x).getFirst();     // dy/dx, itself on the graph
/// Tensor curvature = Gradients.of(slope, x).getFirst();   // d²y/dx²
/// ```
public final class Gradients {
  private Gradients() {}

  /// The gradients of a scalar.
  ///
  /// @param loss a tensor of one element
  /// @param inputs what to differentiate with regard to: leaves, or values on the way
  /// @return one gradient an input, of its shape; zeros for one that the loss doesn't depend on
  /// @throws IllegalArgumentException if the loss has not exactly one element, or an input doesn't
  ///   require a gradient
  public static List<Tensor> of(Tensor loss, Tensor... inputs) {
    return gradients(loss, false, inputs);
  }

  /// The same, recorded: the gradients can be differentiated again.
  ///
  /// @param loss a tensor of one element
  /// @param inputs what to differentiate with regard to
  /// @return one gradient an input, of its shape
  /// @throws IllegalArgumentException as [#of]
  public static List<Tensor> recorded(Tensor loss, Tensor... inputs) {
    return gradients(loss, true, inputs);
  }

  private static List<Tensor> gradients(Tensor loss, boolean recorded, Tensor... inputs) {
    loss.checkDifferentiable("Gradients");
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].requiresGrad()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Gradients: input %d, %s, doesn't require a gradient",
                i,
                inputs[i].spec()));
      }
    }
    List<Tensor> wanted = List.of(inputs);
    Map<Tensor, Tensor> found = Autograd.gradients(loss, loss.ones(), recorded, wanted);
    return wanted.stream()
        .map(input -> found.containsKey(input) ? found.get(input) : input.zeros())
        .toList();
  }
}
