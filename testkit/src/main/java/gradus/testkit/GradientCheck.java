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
/// Every element x of every input is moved by h to either side, and the function's results weighed
/// as the upstream gradient weighs them. The central difference D(h) = (f(x + h) - f(x - h)) / 2h
/// is wrong by h²/6 · f‴ + O(h⁴), since the function is no parabola, and by about ε/h where its
/// values are wrong by ε; the sum is least near h = u^⅓ · max(1, |x|), u = 2⁻⁵³ being the unit
/// roundoff (W. Press et al.: *Numerical Recipes*, section on numerical derivatives). How far a
/// gradient may be off is not guessed, but taken from both parts: D(2h) - D(h), three times the
/// first, and ε/h, with ε = u · the roundings on the way to a value · the largest value on the way.
/// Where that is so much that it would say nothing, the check fails instead.
///
/// Kinks are known by name: the operations that the function is made of say where they have none of
/// the derivatives ([Op#domain], [Op#hasKinksAtTies]). Where one lies between x - 2h and x + 2h
/// there is nothing to compare with; [#at] reports that as a failure, [#near] goes to a point
/// beside it. A function that branches by itself, or by comparisons, must be kept away from those
/// by hand.
///
/// Inputs are copied to F64 in row-major order, I32 apart, which have no gradients. For other
/// layouts take views inside the function: `in -> f(in.get(0).t())`. Immutable.
public final class GradientCheck {
  /// How many failures a report shows.
  private static final int LINES = 10;

  private final String name;
  private final Function<List<Tensor>, Tensor> function;
  private final boolean second;

  private GradientCheck(String name, Function<List<Tensor>, Tensor> function, boolean second) {
    this.name = name;
    this.function = function;
    this.second = second;
  }

  /// A check of any function.
  ///
  /// @param function of one tensor or more to one tensor, of any shape; always the same for the
  ///   same inputs
  /// @return the check
  public static GradientCheck of(Function<List<Tensor>, Tensor> function) {
    return new GradientCheck("function", function, false);
  }

  /// A check of an operation of one's own.
  ///
  /// @param function the operation
  /// @return the check, under its name
  public static GradientCheck of(CustomFunction function) {
    return of(in -> function.apply(in.toArray(Tensor[]::new))).named(function.name());
  }

  /// A check of an operation.
  ///
  /// @param op the operation
  /// @return the check, under its label
  public static GradientCheck of(Op op) {
    return of(in -> op.apply(in.toArray(Tensor[]::new))).named(op.label());
  }

  /// The same check under another name.
  ///
  /// @param name the name, for reports
  /// @return the check
  public GradientCheck named(String name) {
    return new GradientCheck(name, function, second);
  }

  /// The same check, and of the gradients' own gradients, too: with regard to the inputs and to the
  /// upstream gradient.
  ///
  /// @return the check
  public GradientCheck second() {
    return new GradientCheck(name, function, true);
  }

  /// Checks the gradients at a point.
  ///
  /// @param inputs the function's inputs
  /// @throws AssertionError if a gradient differs from the differences, or can't be compared; it
  ///   names the input, the index, both values and the difference allowed
  /// @throws IllegalArgumentException if no input is of floating-point numbers, or the result isn't
  ///   F64
  public void at(Tensor... inputs) {
    check(inputs, false);
  }

  /// Checks the gradients at a point, or, where a kink is too near to it, at one a little further.
  ///
  /// @param inputs the function's inputs
  /// @throws AssertionError as [#at], or if there are kinks wherever it goes
  /// @throws IllegalArgumentException as [#at]
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

  /// The gradients with regard to all inputs but the last, which weighs the result: all in one
  /// vector. The kinks are the function's as well, which aren't all seen in its gradients' graph.
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
