package gradus.testkit;

import gradus.engine.Generator;
import gradus.engine.Gradients;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Compares a function's gradients with finite differences; [GradientCheck] describes how.
final class Differences {
  private static final double STEP = Math.cbrt(Trace.UNIT_ROUNDOFF);

  /// If the tolerance is more than this share of a quotient, or of 1, the comparison is
  /// meaningless.
  private static final double MEANINGLESS = 1e-3;

  /// The maximum number of rounds to move all elements away from kinks.
  private static final int ROUNDS = 10;

  /// The number of steps by which an element near a kink is moved.
  private static final int LEAP = 32;

  private final Function<List<Tensor>, Value> function;
  private final Point point;

  /// A function's result and its trace.
  record Value(Tensor result, Trace trace) {}

  /// A difference quotient of the weighted results.
  ///
  /// @param value the quotient
  /// @param weight the sum of the weights of the results that differ
  private record Quotient(double value, double weight) {}

  Differences(Function<List<Tensor>, Value> function, Point point) {
    this.function = function;
    this.point = point;
  }

  /// Returns numbers of both signs, none near 0, the same each time.
  static double[] weights(int size) {
    double[] weights = Tensor.rand(new Generator(size), size).toDoubles();
    for (int i = 0; i < size; i++) {
      weights[i] = weights[i] < 0.5 ? weights[i] - 1 : weights[i] + 0.5;
    }
    return weights;
  }

  private Value value() {
    return function.apply(point.leaves());
  }

  private Value valueAt(int input, int element, double x) {
    double before = point.get(input, element);
    point.set(input, element, x);
    Value value = value();
    point.set(input, element, before);
    return value;
  }

  private double step(int input, int element) {
    return STEP * Math.max(1, Math.abs(point.get(input, element)));
  }

  /// Moves elements until no kink is within two steps of any, or gives up.
  void moveAwayFromKinks() {
    boolean moved = true;
    for (int round = 0; moved && round < ROUNDS; round++) {
      moved = false;
      for (int i = 0; i < point.inputs().size(); i++) {
        for (int j = 0; !point.isFixed(i) && j < point.inputs().get(i).size(); j++) {
          if (new Neighbours(i, j, value()).kink.isPresent()) {
            point.set(i, j, point.get(i, j) + LEAP * step(i, j));
            moved = true;
          }
        }
      }
    }
  }

  /// The function's results one and two steps beside an element, and the kink between, if any.
  private final class Neighbours {
    final double h;
    final double x;
    final Optional<String> kink;
    private final double[][] results = new double[5][];

    Neighbours(int input, int element, Value here) {
      x = point.get(input, element);
      h = step(input, element);
      Optional<String> found = Optional.empty();
      for (int steps = -2; steps <= 2 && found.isEmpty(); steps++) {
        if (steps != 0) {
          Value there = valueAt(input, element, x + steps * h);
          found = here.trace().crossed(there.trace());
          if (found.isEmpty() && !there.result().shape().equals(here.result().shape())) {
            found = Optional.of("a change of the result's shape");
          }
          results[steps + 2] = there.result().toDoubles();
        }
      }
      kink = found;
    }

    Quotient quotient(int steps, double... weights) {
      double[] up = results[2 + steps];
      double[] down = results[2 - steps];
      // The distance of the two points after rounding.
      double width = (x + steps * h) - (x - steps * h);
      double sum = 0;
      double weight = 0;
      for (int k = 0; k < weights.length; k++) {
        // A result that doesn't depend on x has the same bits.
        if (up[k] != down[k]) {
          sum += weights[k] * ((up[k] - down[k]) / width);
          weight += Math.abs(weights[k]);
        }
      }
      return new Quotient(sum, weight);
    }
  }

  /// {@return a line for each element whose gradient and difference quotient differ}
  List<String> compare() {
    List<Tensor> leaves = point.leaves();
    Value here = function.apply(leaves);
    double[] weights = weights(here.result().size());
    Tensor[] wanted = leaves.stream().filter(Tensor::requiresGrad).toArray(Tensor[]::new);
    List<Tensor> gradients = gradients(here.result(), weights, wanted);
    List<String> wrong = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < leaves.size(); i++) {
      if (!point.isFixed(i)) {
        compare(i, gradients.get(next++).toDoubles(), here, weights, wrong);
      }
    }
    return wrong;
  }

  private static List<Tensor> gradients(Tensor result, double[] weights, Tensor... wanted) {
    if (!result.requiresGrad()) {
      // According to the function, nothing depends on the inputs.
      return Arrays.stream(wanted).map(x -> Tensor.zeros(x.dtype(), x.shape())).toList();
    }
    Tensor weight = Tensor.fromArray(weights, result.shape().dims()).to(result.backend());
    return Gradients.of(result.mul(weight).sum(), wanted);
  }

  private void compare(
      int input, double[] analytic, Value here, double[] weights, List<String> wrong) {
    Shape shape = point.inputs().get(input).shape();
    for (int i = 0; i < analytic.length; i++) {
      Neighbours neighbours = new Neighbours(input, i, here);
      Optional<String> problem =
          neighbours.kink.isPresent()
              ? Optional.of(
                  String.format(
                      Locale.ROOT,
                      "%s is within %.2g, where there is no difference to compare with",
                      neighbours.kink.get(),
                      2 * neighbours.h))
              : judge(neighbours, analytic[i], here.trace().roundoff(), weights);
      if (problem.isPresent()) {
        wrong.add(
            String.format(
                Locale.ROOT,
                "input %d f64%s, index %s, value %s: %s",
                input,
                shape,
                index(shape, i),
                neighbours.x,
                problem.get()));
      }
    }
  }

  private static Optional<String> judge(
      Neighbours neighbours, double analytic, double roundoff, double... weights) {
    Quotient quotient = neighbours.quotient(1, weights);
    double numeric = quotient.value();
    double truncation = Math.abs(neighbours.quotient(2, weights).value() - numeric);
    double allowed = truncation + roundoff * Math.max(1, quotient.weight()) / neighbours.h;
    if (!(allowed <= MEANINGLESS * Math.max(1, Math.abs(numeric)))) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the differences at h and 2h are too far apart to compare with: %s ± %s, analytic %s",
              numeric,
              allowed,
              analytic));
    }
    double difference = Math.abs(analytic - numeric);
    return difference <= allowed
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "analytic %s, numeric %s, a difference of %.2g where %.2g is allowed",
                analytic,
                numeric,
                difference,
                allowed));
  }

  private static List<Integer> index(Shape shape, int element) {
    Integer[] index = new Integer[shape.rank()];
    int rest = element;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return List.of(index);
  }
}
