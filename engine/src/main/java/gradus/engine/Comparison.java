package gradus.engine;

import java.util.Locale;
import java.util.function.BiFunction;

/// Element-wise comparisons, with NumPy's broadcasting. The result is I32: 1 for true and 0 for
/// false. Comparisons with NaN are false, except NE. They have no gradient.
public enum Comparison implements Elementwise {
  /// a = b
  EQ(Term.Number::eq),
  /// a ≠ b
  NE(Term.Number::ne),
  /// a < b
  LT(Term.Number::lt),
  /// a ≤ b
  LE(Term.Number::le),
  /// a > b
  GT(Term.Number::gt),
  /// a ≥ b
  GE(Term.Number::ge);

  private final Formula formula;

  Comparison(BiFunction<Term.Number, Term.Number, Term.Condition> condition) {
    this.formula = Formula.of(() -> condition.apply(Term.input(0), Term.input(1)));
  }

  @Override
  public Formula formula() {
    return formula;
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
  public TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(Binary.broadcast(inputs[0], inputs[1]).shape(), DType.I32);
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    throw new IllegalStateException(label() + " has no gradient: its result is an integer");
  }
}
