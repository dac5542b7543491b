package gradus.testkit;

import gradus.engine.CustomFunction;
import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Op;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Checks the gradients of a function of tensors against finite differences, in F64.
///
/// ```java
/// GradientCheck.of(in -> in.get(0).mul(in.get(1)).relu()).second().at(x, y);
/// ```
///
/// Every element x of every input is moved by h to either side, and the function's results are
/// weighted by the upstream gradient. The central difference D(h) = (f(x + h) - f(x - h)) / 2h has
/// a truncation error of h²/6 · f‴ + O(h⁴), and a rounding error of about ε/h if the function's
/// values have an error of ε; the sum is smallest near h = u^⅓ · max(1, |x|), where u = 2⁻⁵³ is the
/// unit roundoff (W. Press et al.: *Numerical Recipes*, section on numerical derivatives). The
/// tolerance is not a guess, but derived from both parts: D(2h) - D(h), three times the first, and
/// ε/h, with ε = u · the roundings on the way to a value · the largest value on the way. If it is
/// so large that the comparison would be meaningless, the check fails.
///
/// Kinks are declared: the operations in the function declare where they have no derivatives
/// ([Op#domain], [Op#hasKinksAtTies]). If one is between x - 2h and x + 2h, there is nothing to
/// compare with; [#at] reports that as a failure, [#near] moves the point away. A function with
/// branches of its own, or with comparisons, must be checked at points away from these.
///
/// Inputs are copied to F64 in row-major order, except I32, which has no gradients. For other
/// layouts take views inside the function: `in -> f(in.get(0).t())`. Immutable.
public final class GradientCheck {
  /// The maximum number of failures in a report.
  private static final int LINES = 10;

  private final String name;
  private final Function<List<Tensor>, Tensor> function;
  private final boolean second;

  private GradientCheck(String name, Function<List<Tensor>, Tensor> function, boolean second) {
    this.name = name;
    this.function = function;
    this.second = second;
  }

  /// Creates a check of any function.
  ///
  /// @param function a function of one or more tensors to one tensor of any shape; it must be
  ///   deterministic
  /// @return the check
  public static GradientCheck of(Function<List<Tensor>, Tensor> function) {
    return new GradientCheck("function", function, false);
  }

  /// Creates a check of a custom operation.
  ///
  /// @param function the operation
  /// @return the check, under its name
  public static GradientCheck of(CustomFunction function) {
    return of(in -> function.apply(in.toArray(Tensor[]::new))).named(function.name());
  }

  /// Creates a check of an operation.
  ///
  /// @param op the operation
  /// @return the check, under its label
  public static GradientCheck of(Op op) {
    return of(in -> op.apply(in.toArray(Tensor[]::new))).named(op.label());
  }

  /// Returns this check under another name.
  ///
  /// @param name the name, for reports
  /// @return the check
  public GradientCheck named(String name) {
    return new GradientCheck(name, function, second);
  }

  /// Returns this check, extended to second derivatives: with respect to the inputs and to the
  /// upstream gradient.
  ///
  /// @return the check
  public GradientCheck second() {
    return new GradientCheck(name, function, true);
  }

  /// Checks the gradients at a point.
  ///
  /// @param inputs the function's inputs
  /// @throws AssertionError if a gradient differs from the finite difference, or can't be compared;
  ///   the message gives the input, the index, both values and the tolerance
  /// @throws IllegalArgumentException if no input is floating-point, or the result is not F64
  public void at(Tensor... inputs) {
    check(inputs, false);
  }

  /// Checks the gradients at a point, or at one nearby if it is too close to a kink.
  ///
  /// @param inputs the function's inputs
  /// @throws AssertionError as for [#at], or if there are kinks everywhere nearby
  /// @throws IllegalArgumentException as for [#at]
  public void near(Tensor... inputs) {
    check(inputs, true);
  }

  private void check(Tensor[] inputs, boolean mayMove) {
    if (Arrays.stream(inputs).noneMatch(input -> input.dtype().isFloating())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "GradientCheck of %s: none of %s can have a gradient",
              name,
              Arrays.stream(inputs).map(Tensor::spec).toList()));
    }
    Point point = Point.of(inputs);
    compare("gradient", new Differences(this::value, point), mayMove);
    Tensor result = value(point.leaves()).result();
    if (second && result.requiresGrad()) {
      Point extended = point.and(Differences.weights(result.size()), result.shape());
      compare("second gradient", new Differences(this::slope, extended), mayMove);
    }
  }

  private void compare(String what, Differences differences, boolean mayMove) {
    if (mayMove) {
      differences.moveAwayFromKinks();
    }
    List<String> wrong = differences.compare();
    if (!wrong.isEmpty()) {
      String more =
          wrong.size() > LINES
              ? String.format(Locale.ROOT, "\n  and %d more", wrong.size() - LINES)
              : "";
      throw new AssertionError(
          wrong.stream()
              .limit(LINES)
              .collect(
                  Collectors.joining(
                      "\n  ", String.format(Locale.ROOT, "%s of %s:\n  ", what, name), more)));
    }
  }

  private Differences.Value value(List<Tensor> inputs) {
    return value(function.apply(inputs));
  }

  private Differences.Value value(Tensor result, Tensor... before) {
    if (result.dtype() != DType.F64) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "GradientCheck of %s: the result is %s, and differences need f64",
              name,
              result.spec()));
    }
    Tensor[] all = Arrays.copyOf(before, before.length + 1);
    all[before.length] = result;
    return new Differences.Value(result, Trace.of(all));
  }

  /// Returns the gradients with respect to all inputs except the last, which weights the result, in
  /// one vector. Kinks are those of the function as well, because its gradients' graph does not
  /// show all of them.
  private Differences.Value slope(List<Tensor> inputs) {
    List<Tensor> own = inputs.subList(0, inputs.size() - 1);
    Tensor result = function.apply(own);
    Tensor loss = result.mul(inputs.getLast().to(result.backend())).sum();
    Tensor[] leaves = own.stream().filter(Tensor::requiresGrad).toArray(Tensor[]::new);
    Tensor[] gradients =
        Gradients.recorded(loss, leaves).stream().map(Tensor::flatten).toArray(Tensor[]::new);
    return value(Tensor.concat(0, gradients), result);
  }
}
