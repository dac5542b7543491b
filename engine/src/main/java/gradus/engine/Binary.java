package gradus.engine;

import static gradus.engine.Formula.binary;
import static gradus.engine.Term.constant;

import java.util.Locale;

/// Element-wise functions of two inputs, with NumPy's broadcasting. In the gradients,
/// `n.savedInput(0)` is a, `n.savedInput(1)` is b, `n.savedOutput()` is y, and `g` is the gradient
/// with respect to y.
public enum Binary implements Elementwise {
  /// a + b
  ADD(binary(Term.Number::add), Domain.REAL, Domain.REAL, (_, g) -> g, (_, g) -> g),
  /// a - b
  SUB(binary(Term.Number::sub), Domain.REAL, Domain.REAL, (_, g) -> g, (_, g) -> g.neg()),
  /// a · b
  MUL(
      binary(Term.Number::mul),
      Domain.REAL,
      Domain.REAL,
      (n, g) -> g.mul(n.savedInput(1)),
      (n, g) -> g.mul(n.savedInput(0))),
  /// a / b
  DIV(
      binary(Term.Number::div),
      Domain.REAL,
      Domain.REAL.except(0),
      (n, g) -> g.div(n.savedInput(1)),
      (n, g) -> g.mul(n.savedOutput()).div(n.savedInput(1)).neg()),
  /// aᵇ. Where a = 0 and b ≥ 0, its gradient in b is 0, as PyTorch has it.
  POW(
      binary(Powers::pow).inDoubles().approximating(Powers::exact, 0.51),
      Domain.POSITIVE,
      Domain.REAL,
      (n, g) -> {
        // At b = 0 the power is the constant 1. There b - 1 would give 0·∞ at a = 0, which `where`
        // does not keep out of higher derivatives, so the exponent stays 0.
        Tensor b = n.savedInput(1);
        Tensor constant = b.eq(0);
        Tensor less = Tensor.where(constant, b.like(0), b.sub(1));
        return Tensor.where(constant, g.like(0), g.mul(b).mul(n.savedInput(0).pow(less)));
      },
      (n, g) -> {
        Tensor a = n.savedInput(0);
        Tensor constant = a.eq(0).mul(n.savedInput(1).ge(0));
        Tensor log = Tensor.where(constant, a.like(1), a).log();
        return Tensor.where(constant, g.like(0), g.mul(n.savedOutput()).mul(log));
      }),
  /// The maximum; NaN if either is. If both are equal, each gets half the gradient.
  MAXIMUM(
      binary(Term.Number::max),
      Domain.REAL,
      Domain.REAL,
      (n, g) -> g.mul(share(n.savedInput(0), n.savedInput(1))),
      (n, g) -> g.mul(share(n.savedInput(1), n.savedInput(0)))),
  /// The minimum; NaN if either is. If both are equal, each gets half the gradient.
  MINIMUM(
      binary(Term.Number::min),
      Domain.REAL,
      Domain.REAL,
      (n, g) -> g.mul(share(n.savedInput(1), n.savedInput(0))),
      (n, g) -> g.mul(share(n.savedInput(0), n.savedInput(1)))),
  /// a where b > 0, and 0 elsewhere: the gradient of a ReLU.
  GATE(
      binary((a, b) -> b.gt(0).select(a, constant(0))),
      Domain.REAL,
      Domain.REAL.except(0),
      (n, g) -> gate(g, n.savedInput(1)),
      (n, g) -> g.zeros()),
  /// The angle of the point (b, a) in radians, from -π to π.
  ATAN2(
      binary(InverseTrigonometry::atan2).inDoubles().approximating(Math::atan2, 0.51),
      Domain.REAL.except(0),
      Domain.REAL.except(0),
      (n, g) -> g.mul(n.savedInput(1)).div(squaredDistance(n)),
      (n, g) -> g.mul(n.savedInput(0)).div(squaredDistance(n)).neg()),
  /// a - b · trunc(a/b), exact, with the sign of a: Java's `%`.
  FMOD(
      binary(Integers::fmod).inDoubles().approximating((a, b) -> a % b, 0.51),
      Domain.REAL,
      Domain.REAL.except(0),
      (_, g) -> g,
      (n, g) -> g.mul(n.savedInput(0).div(n.savedInput(1)).trunc()).neg()),
  /// a - b · floor(a/b), with the sign of b: Python's `%`.
  REMAINDER(
      binary(Integers::floorMod).inDoubles().approximating(Integers::exactFloorMod, 0.51),
      Domain.REAL,
      Domain.REAL.except(0),
      (_, g) -> g,
      (n, g) -> g.mul(n.savedInput(0).div(n.savedInput(1)).floor()).neg());

  private interface Gradient {
    Tensor of(Node n, Tensor g);
  }

  private final Formula formula;
  private final Domain domainOfA;
  private final Domain domainOfB;
  private final Gradient withRegardToA;
  private final Gradient withRegardToB;

  Binary(
      Formula formula,
      Domain domainOfA,
      Domain domainOfB,
      Gradient withRegardToA,
      Gradient withRegardToB) {
    this.formula = formula;
    this.domainOfA = domainOfA;
    this.domainOfB = domainOfB;
    this.withRegardToA = withRegardToA;
    this.withRegardToB = withRegardToB;
  }

  /// a where b > 0, and 0 elsewhere.
  static Tensor gate(Tensor a, Tensor b) {
    return GATE.apply(a, b);
  }

  /// a² + b²
  private static Tensor squaredDistance(Node n) {
    return n.savedInput(0).square().add(n.savedInput(1).square());
  }

  /// Returns 1 where a is greater, ½ where both are equal, 0 elsewhere.
  private static Tensor share(Tensor a, Tensor b) {
    return a.ge(b).add(a.gt(b)).to(a.dtype()).div(2);
  }

  /// The shape rule of operations that broadcast two tensors of the same type.
  static TensorSpec broadcast(TensorSpec a, TensorSpec b) {
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "types %s and %s differ", a.dtype(), b.dtype()));
    }
    return new TensorSpec(Shape.broadcast(a.shape(), b.shape()), a.dtype());
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Arity arity() {
    return Arity.TWO;
  }

  @Override
  public Formula formula() {
    return formula;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec result = broadcast(inputs[0], inputs[1]);
    return formula.holdsForIntegers() ? result : result.floating();
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    return (input == 0 ? withRegardToA : withRegardToB).of(n, g);
  }

  @Override
  public Domain domain(int input) {
    return input == 0 ? domainOfA : domainOfB;
  }

  @Override
  public boolean hasKinksAtTies() {
    return this == MAXIMUM || this == MINIMUM;
  }
}
