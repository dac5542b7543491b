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
      (n, g) -> Slopes.ofTanh(n.savedOutput(), g)),
  /// 1 / (1 + e⁻ˣ)
  SIGMOID(
      unary(Exponentials::sigmoid).approximating(x -> 1 / (1 + Math.exp(-x)), 1.6),
      Domain.REAL,
      (n, g) -> Slopes.ofSigmoid(n.savedOutput(), g)),
  /// max(x, 0); its gradient at 0 is 0; NaN stays NaN.
  RELU(unary(x -> x.max(0)), Domain.REAL.except(0), (n, g) -> Binary.gate(g, n.savedOutput())),
  /// The error function, 2/√π ∫₀ˣ e^(-t²) dt.
  ERF(
      unary(ErrorFunction::erf).approximating(ErrorFunction::exact, 1.1),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).square().neg().exp().mul(2 / Math.sqrt(Math.PI)))),

  /// The greatest integer that is not greater.
  FLOOR(
      unary(Integers::floor).approximating(Math::floor, 0),
      Integers.between(0),
      (_, g) -> g.zeros()),
  /// The least integer that is not less.
  CEIL(
      unary(Integers::ceil).approximating(Math::ceil, 0), Integers.between(0), (_, g) -> g.zeros()),
  /// The nearest integer, ties to even.
  ROUND(
      unary(Integers::round).approximating(Math::rint, 0),
      Integers.between(0.5),
      (_, g) -> g.zeros()),
  /// The integer part: the nearest integer that is not further from 0.
  TRUNC(
      unary(Integers::trunc).approximating(x -> x < 0 ? Math.ceil(x) : Math.floor(x), 0),
      Integers.between(0),
      (_, g) -> g.zeros()),

  /// The tangent of x radians.
  TAN(
      unary(Trigonometry::tan).inDoubles().approximating(Math::tan, 0.51),
      Domain.REAL.except(-Math.PI / 2, Math.PI / 2),
      (n, g) -> g.mul(n.savedOutput().square().add(1))),
  /// The arc sine in radians; NaN beyond ±1.
  ASIN(
      unary(InverseTrigonometry::asin).inDoubles().approximating(Math::asin, 0.51),
      new Domain(-1, 1, List.of()),
      (n, g) -> g.div(rootOfComplement(n.savedInput(0)))),
  /// The arc cosine in radians; NaN beyond ±1.
  ACOS(
      unary(InverseTrigonometry::acos).inDoubles().approximating(Math::acos, 0.51),
      new Domain(-1, 1, List.of()),
      (n, g) -> g.div(rootOfComplement(n.savedInput(0))).neg()),
  /// The arc tangent in radians.
  ATAN(
      unary(InverseTrigonometry::atan).inDoubles().approximating(Math::atan, 0.51),
      Domain.REAL,
      (n, g) -> g.div(n.savedInput(0).square().add(1))),
  /// The hyperbolic sine.
  SINH(
      unary(Hyperbolics::sinh).inDoubles().approximating(Math::sinh, 0.51),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).cosh())),
  /// The hyperbolic cosine.
  COSH(
      unary(Hyperbolics::cosh).inDoubles().approximating(Math::cosh, 0.51),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).sinh())),

  /// The logarithm to base 2, exact for powers of two; NaN below 0, -∞ at 0.
  LOG2(
      unary(x -> Powers.logarithm(x, 1)).inDoubles().approximating(Powers::exactLog2, 0.51),
      Domain.POSITIVE,
      (n, g) -> g.div(n.savedInput(0).mul(Math.log(2)))),
  /// The logarithm to base 10; NaN below 0, -∞ at 0.
  LOG10(
      unary(x -> Powers.logarithm(x, Math.log10(2))).inDoubles().approximating(Math::log10, 0.51),
      Domain.POSITIVE,
      (n, g) -> g.div(n.savedInput(0).mul(Math.log(10)))),
  /// 2ˣ, exact for integers.
  EXP2(
      unary(Powers::exp2).inDoubles().approximating(x -> Math.pow(2, x), 0.51),
      Domain.REAL,
      (n, g) -> g.mul(n.savedOutput()).mul(Math.log(2))),
  /// 1/√x; NaN below 0, ∞ at 0.
  RSQRT(
      unary(x -> constant(1).div(x.sqrt())).inDoubles().approximating(x -> 1 / Math.sqrt(x), 0.51),
      Domain.POSITIVE,
      (n, g) -> g.mul(n.savedOutput()).mul(n.savedOutput().square()).mul(-0.5)),

  /// ln(1 + eˣ), a smooth ReLU.
  SOFTPLUS(
      unary(Hyperbolics::softplus)
          .inDoubles()
          .approximating(x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 0.51),
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(0).sigmoid())),
  /// x times the sigmoid of x.
  SILU(
      unary(x -> Hyperbolics.gated(x, x))
          .inDoubles()
          .approximating(x -> x / (1 + Math.exp(-x)), 0.51),
      Domain.REAL,
      (n, g) -> Slopes.ofSilu(n.savedInput(0), g)),
  /// x·Φ(x), where Φ is the distribution function of the normal distribution.
  GELU(
      unary(ErrorFunction::gelu).inDoubles().approximating(ErrorFunction::exactGelu, 0.51),
      Domain.REAL,
      (n, g) -> Slopes.ofGelu(n.savedInput(0), g)),
  /// x times the sigmoid of √(8/π)·(x + 0.044715·x³), which is close to [#GELU]: ½x·(1 + tanh
  /// √(2/π)·(x + 0.044715·x³)).
  GELU_TANH(
      unary(
              x ->
                  Hyperbolics.gated(
                      x, x.mul(x).mul(x).fma(Hyperbolics.CUBIC, x).mul(Hyperbolics.STEEP)))
          .inDoubles()
          .approximating(
              x -> x / (1 + Math.exp(-Hyperbolics.STEEP * (x + Hyperbolics.CUBIC * x * x * x))),
              0.51),
      Domain.REAL,
      (n, g) -> Slopes.ofGeluTanh(n.savedInput(0), g));

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

  /// √(1 - x²)
  private static Tensor rootOfComplement(Tensor x) {
    return x.like(1).sub(x.square()).sqrt();
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
