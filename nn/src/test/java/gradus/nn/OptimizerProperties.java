package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

/// Where steps lead to by a formula, without taking them. In F64; the bounds are the number of
/// roundings on the way times the unit roundoff, times the largest number that is rounded.
class OptimizerProperties {
  private static final double UNIT = 0x1p-53;

  private static Tensor parameter(double value) {
    return Tensor.of(DType.F64, value).requiresGrad(true);
  }

  /// Steps along a gradient that is the same everywhere.
  private static double along(double gradient, Optimizer optimizer, Tensor p, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.zeroGrad();
      p.mul(Tensor.of(DType.F64, gradient)).sum().backward();
      optimizer.step();
    }
    return p.item();
  }

  /// Steps in the bowl a/2 · x².
  private static double down(double a, Optimizer optimizer, Tensor p, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.zeroGrad();
      p.square().mul(Tensor.of(DType.F64, a / 2)).sum().backward();
      optimizer.step();
    }
    return p.item();
  }

  /// The gradient is a · x, so each step multiplies x by 1 - lr · a. As long as that isn't beyond 1
  /// no rounding grows: 4 · lr · a ≤ 8 in the gradient and its product, 1 in the sum, 3 in the
  /// formula's factor and power.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void descentInABowlIsGeometric(
      @ForAll @DoubleRange(min = -100, max = 100) double start,
      @ForAll @DoubleRange(min = 0.01, max = 10) double a,
      @ForAll @DoubleRange(min = 0.01, max = 2) double product,
      @ForAll @IntRange(max = 30) int steps) {
    double lr = product / a;
    Tensor p = parameter(start);
    double expected = start * Math.pow(1 - lr * a, steps);
    assertThat(down(a, new SGD(List.of(p), lr), p, steps))
        .isCloseTo(expected, within(12 * (steps + 1) * UNIT * Math.abs(start)));
  }

  /// Where momentum and curvature are in balance, μ = (1 - s)² for s² = lr · a, both roots of the
  /// recurrence x ← (1 + μ - s²) x - μ x₋₁ are r = 1 - s, and x is (1 + k · s) · rᵏ times the
  /// start: the sum of the first k powers is what one rounding grows to, as there are steps again.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void momentumInBalanceIsCriticallyDamped(
      @ForAll @DoubleRange(min = -100, max = 100) double start,
      @ForAll @DoubleRange(min = 0.01, max = 10) double a,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double s,
      @ForAll @IntRange(max = 30) int steps) {
    double lr = s * s / a;
    double momentum = (1 - s) * (1 - s);
    Tensor p = parameter(start);
    double actual = down(a, new SGD(List.of(p), new SGD.Options(lr, momentum, false, 0)), p, steps);
    double r = 1 - s;
    // x₁ = (1 - s²) x₀ = (1 + s) r x₀.
    double expected = start * (1 + steps * s) * Math.pow(r, steps);
    double roundings = 12.0 * (steps + 1) * (steps + 1);
    assertThat(actual).isCloseTo(expected, within(roundings * UNIT * Math.abs(start)));
  }

  /// The sum of gradients g is b = g (1 - μᵏ) / (1 - μ) after k of them, and x has gone along all
  /// of these; with Nesterov's momentum along g + μ b each time, which is the next b.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void momentumGathersSpeedAsTheGeometricSeries(
      @ForAll @DoubleRange(min = -10, max = 10) double gradient,
      @ForAll @DoubleRange(min = 0.01, max = 0.95) double momentum,
      @ForAll boolean nesterov,
      @ForAll @IntRange(max = 30) int steps) {
    double lr = 0.25;
    Tensor p = parameter(0);
    double actual =
        along(gradient, new SGD(List.of(p), new SGD.Options(lr, momentum, nesterov, 0)), p, steps);
    int first = nesterov ? 2 : 1;
    // Σ (1 - μʲ) over the steps, each j one later with Nesterov's.
    double powers = Math.pow(momentum, first) * (1 - Math.pow(momentum, steps)) / (1 - momentum);
    double expected = -lr * gradient * (steps - powers) / (1 - momentum);
    double largest = lr * Math.abs(gradient) * steps / (1 - momentum);
    double roundings = 12.0 * (steps + 1) / (1 - momentum);
    assertThat(actual).isCloseTo(expected, within(roundings * UNIT * largest));
  }

  /// Both means are those of one number, so whatever the β, each step is lr · g / (|g| + ε). What
  /// is lost where the corrections 1 - βᵗ are small is as much as they are smaller than 1.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void adamsStepsAlongOneGradientAreAllTheSame(
      @ForAll @DoubleRange(min = 0.01, max = 100) double size,
      @ForAll boolean down,
      @ForAll @DoubleRange(min = 0, max = 0.99) double beta1,
      @ForAll @DoubleRange(min = 0, max = 0.999) @Scale(3) double beta2,
      @ForAll @DoubleRange(min = 0, max = 1) double eps,
      @ForAll @IntRange(max = 30) int steps) {
    double lr = 0.5;
    double gradient = down ? -size : size;
    Tensor p = parameter(0);
    double actual =
        along(gradient, new Adam(List.of(p), new Adam.Options(lr, beta1, beta2, eps, 0)), p, steps);
    double expected = -steps * lr * gradient / (size + eps);
    double roundings = 12 + steps * (4 / (1 - beta1) + 4 / (1 - beta2));
    assertThat(actual)
        .isCloseTo(expected, within(roundings * UNIT * Math.max(1, Math.abs(expected))));
  }

  /// A decay through the gradient is a bowl of its own for SGD; Adam divides the size out again.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void decayThroughTheGradient(
      @ForAll @DoubleRange(min = 0.01, max = 100) double start,
      @ForAll @DoubleRange(min = 0.01, max = 10) double decay,
      @ForAll @IntRange(max = 30) int steps) {
    double lr = 0.1;
    Tensor p = parameter(start);
    assertThat(along(0, new SGD(List.of(p), new SGD.Options(lr, 0, false, decay)), p, steps))
        .isCloseTo(
            start * Math.pow(1 - lr * decay, steps), within(12 * (steps + 1) * UNIT * start));
    Tensor q = parameter(start);
    double expected = start - lr * decay * start / (decay * start + 0.5);
    assertThat(along(0, new Adam(List.of(q), new Adam.Options(lr, 0.9, 0.99, 0.5, decay)), q, 1))
        .isCloseTo(expected, within(256 * UNIT * Math.max(1, start)));
  }

  /// AdamW decays the parameter, and then steps as Adam does without a decay: bit for bit, and
  /// where the gradient is 0 nothing is left but the decay.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void adamWIsADecayAndThenAdam(
      @ForAll @DoubleRange(min = -100, max = 100) double start,
      @ForAll @DoubleRange(min = -10, max = 10) double gradient,
      @ForAll @DoubleRange(min = 0, max = 10) double decay,
      @ForAll @IntRange(min = 1, max = 10) int steps) {
    double lr = 0.1;
    Tensor p = parameter(start);
    AdamW decoupled = new AdamW(List.of(p), new AdamW.Options(lr, 0.8, 0.9, 1e-3, decay));
    Tensor q = parameter(start);
    Adam plain = new Adam(List.of(q), new Adam.Options(lr, 0.8, 0.9, 1e-3, 0));
    for (int i = 0; i < steps; i++) {
      along(gradient, decoupled, p, 1);
      Tensor.noGrad(() -> q.mulInPlace(1 - lr * decay));
      along(gradient, plain, q, 1);
      assertThat(p.item()).isEqualTo(q.item());
    }
    Tensor r = parameter(start);
    double left =
        along(0, new AdamW(List.of(r), new AdamW.Options(lr, 0.8, 0.9, 1e-3, decay)), r, steps);
    assertThat(left)
        .isCloseTo(
            start * Math.pow(1 - lr * decay, steps),
            within(12 * (steps + 1) * UNIT * Math.abs(start)));
  }

  /// The running mean of squares is (1 - αᵗ) g², which each step divides by the root of.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void rmsPropsStepsAlongOneGradientShorten(
      @ForAll @DoubleRange(min = 0.01, max = 100) double size,
      @ForAll boolean down,
      @ForAll @DoubleRange(min = 0, max = 0.99) double alpha,
      @ForAll @DoubleRange(min = 0, max = 1) double eps,
      @ForAll @IntRange(max = 30) int steps) {
    double gradient = down ? -size : size;
    Tensor p = parameter(0);
    RMSprop optimizer = new RMSprop(List.of(p), new RMSprop.Options(0.5, alpha, eps, 0, false, 0));
    double expected = 0;
    for (int t = 1; t <= steps; t++) {
      expected -= 0.5 * gradient / (size * Math.sqrt(1 - Math.pow(alpha, t)) + eps);
    }
    double roundings = 12 + steps * 4 / (1 - alpha);
    assertThat(along(gradient, optimizer, p, steps))
        .isCloseTo(expected, within(roundings * UNIT * Math.max(1, Math.abs(expected))));
  }

  /// Centred, the variance of gradients that are all the same approaches 0, and rounding must not
  /// make it negative.
  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void aVarianceIsNeverNegative(
      @ForAll @DoubleRange(min = 0.01, max = 100) double gradient,
      @ForAll @DoubleRange(min = 0, max = 0.9) double alpha) {
    Tensor p = parameter(0);
    RMSprop optimizer = new RMSprop(List.of(p), new RMSprop.Options(1e-3, alpha, 1e-3, 0, true, 0));
    assertThat(along(gradient, optimizer, p, 500)).isFinite().isNegative();
  }

  /// After t steps the sum is t g² and what it began with.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void adagradsStepsAlongOneGradientAreThoseOfAHarmonicSeries(
      @ForAll @DoubleRange(min = 0.01, max = 100) double gradient,
      @ForAll @DoubleRange(min = 0, max = 1) double slowing,
      @ForAll @DoubleRange(min = 0, max = 10) double initial,
      @ForAll @IntRange(max = 30) int steps) {
    Tensor p = parameter(0);
    Adagrad optimizer =
        new Adagrad(List.of(p), new Adagrad.Options(0.5, slowing, 0, initial, 1e-10));
    double expected = 0;
    for (int t = 1; t <= steps; t++) {
      double root = Math.sqrt(initial + t * gradient * gradient);
      expected -= 0.5 / (1 + (t - 1) * slowing) * gradient / (root + 1e-10);
    }
    assertThat(along(gradient, optimizer, p, steps))
        .isCloseTo(expected, within(12 * (steps + 1) * UNIT * Math.max(1, -expected)));
  }

  /// The paper's program, one number at a time. A direction within rounding of 0 may point either
  /// way, so such gradients are left out.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void lionFollowsTheSigns(
      @ForAll @Size(max = 20) List<@DoubleRange(min = -10, max = 10) Double> gradients,
      @ForAll @DoubleRange(min = 0, max = 0.99) double beta1,
      @ForAll @DoubleRange(min = 0, max = 0.99) double beta2,
      @ForAll @DoubleRange(min = 0, max = 1) double decay) {
    Tensor p = parameter(3);
    Lion optimizer = new Lion(List.of(p), new Lion.Options(0.25, beta1, beta2, decay));
    double x = 3;
    double m = 0;
    for (double g : gradients) {
      double direction = beta1 * m + (1 - beta1) * g;
      Assume.that(direction == 0 || Math.abs(direction) > 1e-12);
      x = x - 0.25 * decay * x - 0.25 * Math.signum(direction);
      m = beta2 * m + (1 - beta2) * g;
      along(g, optimizer, p, 1);
    }
    assertThat(p.item()).isCloseTo(x, within(12 * (gradients.size() + 1) * UNIT * 10));
  }
}
