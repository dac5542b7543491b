package gradus.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// Gradients as return values; [Tensor#backward()] adds them to the leaves instead.
///
/// ```java
/// Tensor slope = Gradients.recorded(y, x).getFirst();     // dy/dx, itself on the graph
/// Tensor curvature = Gradients.of(slope, x).getFirst();   // d²y/dx²
/// ```
public final class Gradients {
  private Gradients() {}

  /// Returns the gradients of a scalar.
  ///
  /// @param loss a tensor of one element
  /// @param inputs the tensors to differentiate with respect to: leaves, or intermediate results
  /// @return one gradient per input, of its shape; zeros for an input that the loss does not depend
  ///   on
  /// @throws IllegalArgumentException if the loss does not have exactly one element, or an input
  ///   does not require a gradient
  public static List<Tensor> of(Tensor loss, Tensor... inputs) {
    return gradients(loss, false, inputs);
  }

  /// Returns the gradients of a scalar, recorded so that they can be differentiated again.
  ///
  /// @param loss a tensor of one element
  /// @param inputs the tensors to differentiate with respect to
  /// @return one gradient per input, of its shape
  /// @throws IllegalArgumentException as for [#of]
  public static List<Tensor> recorded(Tensor loss, Tensor... inputs) {
    return gradients(loss, true, inputs);
  }

  /// Runs code and shows an observer every backward pass in it, in this thread: those of
  /// [Tensor#backward()], [#of] and [#recorded], and those that a [CustomFunction] starts within
  /// them. Code within it that is observed by another observer is shown to that one only.
  ///
  /// @param <T> the type of the result
  /// @param observer the observer
  /// @param body the code
  /// @return the result of the code
  public static <T> T observe(BackwardObserver observer, Supplier<T> body) {
    return Autograd.observed(Objects.requireNonNull(observer, "observer"), body);
  }

  /// Runs code without a result and shows an observer every backward pass in it.
  ///
  /// @param observer the observer
  /// @param body the code
  public static void observe(BackwardObserver observer, Runnable body) {
    observe(
        observer,
        () -> {
          body.run();
          return null;
        });
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
