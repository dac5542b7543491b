package gradus.engine;

import static gradus.engine.Formula.unary;
import static gradus.engine.Term.constant;

import java.util.List;
import java.util.Locale;

/// Element-wise functions of one input: the formula, the domain and the gradient of each. In the
/// gradients, `n.savedInput(0)` is x, `n.savedOutput()` is y, and `g` is the gradient with respect
/// to y.
public enum Unary implements Elementwise {
  /// -x
  NEG(unary(Term.Number::neg), Domain.REAL, (_, g) -> g.neg()),
  /// |x|; its gradient at 0 is 0.
  ABS(unary(Term.Number::abs), Domain.REAL.except(0), (n, g) -> g.mul(n.savedInput(0).sign())),
  /// -1, 0 or 1; NaN stays NaN.
  SIGN(unary(Unary::signum), Domain.REAL.except(0), (_, g) -> g.zeros()),
  /// eˣ
  EXP(
      unary(Exponentials::exp).approximating(Math::exp, 1),
      Domain.REAL,
      (n, g) -> g.mul(n.savedOutput())),
  /// The natural logarithm; NaN below 0, -∞ at 0.
  LOG(
      unary(Logarithms::log).approximating(Math::log, 1),
      Domain.POSITIVE,
      (n, g) -> g.div(n.savedInput(0))),
  /// eˣ - 1, without cancellation near 0.
  EXPM1(
      unary(Exponentials::expm1).approximating(Math::expm1, 1.5),
      Domain.REAL,
      (n, g) -> g.mul(n.savedOutput().add(1))),
  /// The natural logarithm of 1 + x, without cancellation near 0; NaN below -1, -∞ at -1.
  LOG1P(
      unary(Logarithms::log1p).approximating(Math::log1p, 1.5),
      new Domain(-1, Double.POSITIVE_INFINITY, List.of()),
      (n, g) -> g.div(n.savedInput(0).add(1))),
  /// x²
  SQUARE(unary(x -> x.mul(x)), Domain.REAL, (n, g) -> g.mul(n.savedInput(0)).mul(2)),
  /// The square root; NaN below 0.
  SQRT(unary(Term.Number::sqrt), Domain.POSITIVE, (n, g) -> g.div(n.savedOutput().mul(2))),
  /// 1/x
  RECIPROCAL(
      unary(x -> constant(1).div(x)),
      Domain.REAL.except(0),
      (n, g) -> g.mul(n.savedOutput().square()).neg()),
  /// The sine of x radians.
  SIN(
      unary(Trigonometry::sin).inDoubles().approximating(Math::sin, 0.51),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).cos())),
  /// The cosine of x radians.
  COS(
      unary(Trigonometry::cos).inDoubles().approximating(Math::cos, 0.51),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).sin()).neg()),
  /// The hyperbolic tangent.
  TANH(
      unary(Exponentials::tanh).approximating(Math::tanh, 1.5),
      Domain.REAL,
      (n, g) -> g.mul(g.like(1).sub(n.savedOutput().square()))),
  /// 1 / (1 + e⁻ˣ)
  SIGMOID(
      unary(Exponentials::sigmoid).approximating(x -> 1 / (1 + Math.exp(-x)), 1.6),
      Domain.REAL,
      (n, g) -> g.mul(n.savedOutput().mul(g.like(1).sub(n.savedOutput())))),
  /// max(x, 0); its gradient at 0 is 0; NaN stays NaN.
  RELU(unary(x -> x.max(0)), Domain.REAL.except(0), (n, g) -> Binary.gate(g, n.savedOutput())),
  /// The error function, 2/√π ∫₀ˣ e^(-t²) dt.
  ERF(
      unary(ErrorFunction::erf).approximating(ErrorFunction::exact, 1.1),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).square().neg().exp().mul(2 / Math.sqrt(Math.PI))));

  private interface Gradient {
    Tensor of(Node n, Tensor g);
  }

  private final Formula formula;
  private final Domain domain;
  private final Gradient gradient;

  Unary(Formula formula, Domain domain, Gradient gradient) {
    this.formula = formula;
    this.domain = domain;
    this.gradient = gradient;
  }

  private static Term.Number signum(Term.Number x) {
    return x.gt(0).select(1, x.lt(0).select(-1, x));
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Arity arity() {
    return Arity.ONE;
  }

  @Override
  public Formula formula() {
    return formula;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return formula.holdsForIntegers() ? inputs[0] : inputs[0].floating();
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
