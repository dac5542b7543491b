package gradus.engine;

import java.util.List;
import java.util.Locale;

/// Element-wise functions of one input. In the gradients, `n.savedInput(0)` is x, `n.savedOutput()`
/// is y, and `g` is the gradient with respect to y.
public enum Unary implements Elementwise {
  /// -x
  NEG(Domain.REAL, (_, g) -> g.neg()),
  /// |x|; its gradient at 0 is 0.
  ABS(Domain.REAL.except(0), (n, g) -> g.mul(n.savedInput(0).sign())),
  /// -1, 0 or 1; NaN stays NaN.
  SIGN(Domain.REAL.except(0), (_, g) -> g.zeros()),
  /// eˣ
  EXP(Domain.REAL, (n, g) -> g.mul(n.savedOutput())),
  /// The natural logarithm; NaN below 0, -∞ at 0.
  LOG(Domain.POSITIVE, (n, g) -> g.div(n.savedInput(0))),
  /// eˣ - 1, without cancellation near 0.
  EXPM1(Domain.REAL, (n, g) -> g.mul(n.savedOutput().add(1))),
  /// The natural logarithm of 1 + x, without cancellation near 0; NaN below -1, -∞ at -1.
  LOG1P(
      new Domain(-1, Double.POSITIVE_INFINITY, List.of()), (n, g) -> g.div(n.savedInput(0).add(1))),
  /// x²
  SQUARE(Domain.REAL, (n, g) -> g.mul(n.savedInput(0)).mul(2)),
  /// The square root; NaN below 0.
  SQRT(Domain.POSITIVE, (n, g) -> g.div(n.savedOutput().mul(2))),
  /// 1/x
  RECIPROCAL(Domain.REAL.except(0), (n, g) -> g.mul(n.savedOutput().square()).neg()),
  /// The sine of x radians.
  SIN(Domain.REAL, (n, g) -> g.mul(n.savedInput(0).cos())),
  /// The cosine of x radians.
  COS(Domain.REAL, (n, g) -> g.mul(n.savedInput(0).sin()).neg()),
  /// The hyperbolic tangent.
  TANH(Domain.REAL, (n, g) -> g.mul(g.like(1).sub(n.savedOutput().square()))),
  /// 1 / (1 + e⁻ˣ)
  SIGMOID(Domain.REAL, (n, g) -> g.mul(n.savedOutput().mul(g.like(1).sub(n.savedOutput())))),
  /// max(x, 0); its gradient at 0 is 0; NaN stays NaN.
  RELU(Domain.REAL.except(0), (n, g) -> Binary.gate(g, n.savedOutput())),
  /// The error function, 2/√π ∫₀ˣ e^(-t²) dt.
  ERF(
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).square().neg().exp().mul(2 / Math.sqrt(Math.PI))));

  private interface Gradient {
    Tensor of(Node n, Tensor g);
  }

  private final Domain domain;
  private final Gradient gradient;

  Unary(Domain domain, Gradient gradient) {
    this.domain = domain;
    this.gradient = gradient;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Arity arity() {
    return Arity.ONE;
  }

  /// Returns whether the result for integers is an integer; the other functions convert I32 to F32
  /// first.
  ///
  /// @return true for neg, abs, sign, square and relu
  public boolean keepsIntegers() {
    return this == NEG || this == ABS || this == SIGN || this == SQUARE || this == RELU;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return keepsIntegers() ? inputs[0] : inputs[0].floating();
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    return gradient.of(n, g);
  }

  @Override
  public Domain domain(int input) {
    return domain;
  }
}
