package gradus.engine;

import java.util.List;

/// A part of a [Formula] under construction: an operation on other terms, or a leaf. Terms are
/// immutable, and can be used several times.
///
/// ```java
/// Formula hardTanh = Formula.unary(x -> x.max(-1).min(1));
/// ```
public abstract sealed class Term {
  final Primitive primitive;
  final List<Term> operands;

  /// The index of an input or parameter, the bits of a constant, or the distance of a shift.
  final long constant;

  private Term(Primitive primitive, long constant, Term... operands) {
    this.primitive = primitive;
    this.constant = constant;
    this.operands = List.of(operands);
  }

  /// A number.
  public static final class Number extends Term {
    Number(Primitive primitive, long constant, Term... operands) {
      super(primitive, constant, operands);
    }

    private Number of(Primitive primitive, Term... operands) {
      return new Number(primitive, 0, operands);
    }

    private Condition compare(Primitive primitive, Number other) {
      return new Condition(primitive, 0, this, other);
    }

    /// {@return -this}
    public Number neg() {
      return of(Primitive.NEG, this);
    }

    /// {@return the absolute value}
    public Number abs() {
      return of(Primitive.ABS, this);
    }

    /// {@return the square root}
    public Number sqrt() {
      return of(Primitive.SQRT, this);
    }

    /// {@return this + other}
    ///
    /// @param other the other summand
    public Number add(Number other) {
      return of(Primitive.ADD, this, other);
    }

    /// {@return this + other}
    ///
    /// @param other the other summand
    public Number add(double other) {
      return add(constant(other));
    }

    /// {@return this - other}
    ///
    /// @param other the number to subtract
    public Number sub(Number other) {
      return of(Primitive.SUB, this, other);
    }

    /// {@return this - other}
    ///
    /// @param other the number to subtract
    public Number sub(double other) {
      return sub(constant(other));
    }

    /// {@return this · other}
    ///
    /// @param other the other factor
    public Number mul(Number other) {
      return of(Primitive.MUL, this, other);
    }

    /// {@return this · other}
    ///
    /// @param other the other factor
    public Number mul(double other) {
      return mul(constant(other));
    }

    /// {@return this / other}
    ///
    /// @param other the divisor
    public Number div(Number other) {
      return of(Primitive.DIV, this, other);
    }

    /// {@return the minimum; NaN if either is NaN}
    ///
    /// @param other the other number
    public Number min(Number other) {
      return of(Primitive.MIN, this, other);
    }

    /// {@return the minimum; NaN if either is NaN}
    ///
    /// @param other the other number
    public Number min(double other) {
      return min(constant(other));
    }

    /// {@return the maximum; NaN if either is NaN}
    ///
    /// @param other the other number
    public Number max(Number other) {
      return of(Primitive.MAX, this, other);
    }

    /// {@return the maximum; NaN if either is NaN}
    ///
    /// @param other the other number
    public Number max(double other) {
      return max(constant(other));
    }

    /// {@return this · factor + summand, rounded once}
    ///
    /// @param factor the other factor
    /// @param summand the number to add
    public Number fma(Number factor, Number summand) {
      return of(Primitive.FMA, this, factor, summand);
    }

    /// {@return this · factor + summand, rounded once}
    ///
    /// @param factor the other factor
    /// @param summand the number to add
    public Number fma(double factor, Number summand) {
      return fma(constant(factor), summand);
    }

    /// Evaluates a polynomial by Horner's scheme.
    ///
    /// @param coefficients those of the powers 0, 1, 2, …; at least two
    /// @return the value of the polynomial at this number
    public Number polynomial(double... coefficients) {
      Number sum = constant(coefficients[coefficients.length - 1]);
      for (int power = coefficients.length - 2; power >= 0; power--) {
        sum = sum.fma(this, constant(coefficients[power]));
      }
      return sum;
    }

    /// {@return this number with the sign of another}
    ///
    /// This number must not be negative.
    ///
    /// @param other the number whose sign to take
    /// @param sign the sign bit of the type
    Number withSign(Number other, long sign) {
      return toBits().or(other.toBits().and(sign)).toNumber();
    }

    /// {@return whether this = other}
    ///
    /// @param other the other number
    public Condition eq(Number other) {
      return compare(Primitive.EQ, other);
    }

    /// {@return whether this = other}
    ///
    /// @param other the other number
    public Condition eq(double other) {
      return eq(constant(other));
    }

    /// {@return whether this ≠ other}
    ///
    /// @param other the other number
    public Condition ne(Number other) {
      return compare(Primitive.NE, other);
    }

    /// {@return whether this < other}
    ///
    /// @param other the other number
    public Condition lt(Number other) {
      return compare(Primitive.LT, other);
    }

    /// {@return whether this < other}
    ///
    /// @param other the other number
    public Condition lt(double other) {
      return lt(constant(other));
    }

    /// {@return whether this ≤ other}
    ///
    /// @param other the other number
    public Condition le(Number other) {
      return compare(Primitive.LE, other);
    }

    /// {@return whether this > other}
    ///
    /// @param other the other number
    public Condition gt(Number other) {
      return compare(Primitive.GT, other);
    }

    /// {@return whether this > other}
    ///
    /// @param other the other number
    public Condition gt(double other) {
      return gt(constant(other));
    }

    /// {@return whether this ≥ other}
    ///
    /// @param other the other number
    public Condition ge(Number other) {
      return compare(Primitive.GE, other);
    }

    /// Replaces this approximation by the exact function, see [Formula#approximating], where a
    /// condition holds. The result can only be the formula's.
    ///
    /// @param condition where the approximation is not good enough
    /// @return this number or the exact one
    public Number exactWhere(Condition condition) {
      return of(Primitive.EXACT, condition, this);
    }

    /// {@return the bits of this number, as an integer of the same width}
    public Bits toBits() {
      return new Bits(Primitive.TO_BITS, 0, this);
    }
  }

  /// True or false.
  public static final class Condition extends Term {
    Condition(Primitive primitive, long constant, Term... operands) {
      super(primitive, constant, operands);
    }

    /// {@return whether both hold}
    ///
    /// @param other the other condition
    public Condition and(Condition other) {
      return new Condition(Primitive.AND, 0, this, other);
    }

    /// {@return whether at least one holds}
    ///
    /// @param other the other condition
    public Condition or(Condition other) {
      return new Condition(Primitive.OR, 0, this, other);
    }

    /// {@return whether this does not hold}
    public Condition not() {
      return new Condition(Primitive.NOT, 0, this);
    }

    /// {@return one number where this holds, another elsewhere}
    ///
    /// Both are computed everywhere.
    ///
    /// @param yes the number where it holds
    /// @param no the number elsewhere
    public Number select(Number yes, Number no) {
      return new Number(Primitive.SELECT, 0, this, yes, no);
    }

    /// {@return one number where this holds, another elsewhere}
    ///
    /// @param yes the number where it holds
    /// @param no the number elsewhere
    public Number select(double yes, Number no) {
      return select(constant(yes), no);
    }
  }

  /// The bits of a number, as an integer: 32 for F32, 64 for F64. A formula with bits is for one
  /// type only.
  public static final class Bits extends Term {
    Bits(Primitive primitive, long constant, Term... operands) {
      super(primitive, constant, operands);
    }

    private Bits of(Primitive primitive, long constant, Term... operands) {
      return new Bits(primitive, constant, operands);
    }

    private static Bits bits(long value) {
      return new Bits(Primitive.BITS, value);
    }

    /// {@return this + other}
    ///
    /// @param other the other integer
    public Bits add(long other) {
      return of(Primitive.BITS_ADD, 0, this, bits(other));
    }

    /// {@return this - other}
    ///
    /// @param other the other integer
    public Bits sub(Bits other) {
      return of(Primitive.BITS_SUB, 0, this, other);
    }

    /// {@return the bits that both have}
    ///
    /// @param other the other integer
    public Bits and(long other) {
      return of(Primitive.BITS_AND, 0, this, bits(other));
    }

    /// {@return the bits that at least one has}
    ///
    /// @param other the other integer
    public Bits or(Bits other) {
      return of(Primitive.BITS_OR, 0, this, other);
    }

    /// {@return the bits that exactly one has}
    ///
    /// @param other the other integer
    public Bits xor(Bits other) {
      return of(Primitive.BITS_XOR, 0, this, other);
    }

    /// {@return this shifted to the left}
    ///
    /// @param distance the number of places
    public Bits shiftLeft(int distance) {
      return of(Primitive.SHIFT_LEFT, distance, this);
    }

    /// {@return this shifted to the right; the sign fills the free places}
    ///
    /// @param distance the number of places
    public Bits shiftRight(int distance) {
      return of(Primitive.SHIFT_RIGHT, distance, this);
    }

    /// {@return whether at least one bit is set}
    public Condition anyBit() {
      return new Condition(Primitive.ANY_BIT, 0, this);
    }

    /// {@return the number that has these bits}
    public Number toNumber() {
      return new Number(Primitive.FROM_BITS, 0, this);
    }
  }

  /// Returns a constant.
  ///
  /// @param value the value, rounded to the type in which the formula is computed
  /// @return the constant
  public static Number constant(double value) {
    return new Number(Primitive.CONSTANT, Double.doubleToRawLongBits(value));
  }

  /// Returns a number that the operation supplies with each call, such as a bound of a clamp.
  ///
  /// @param index the index among the operation's numbers
  /// @return the number
  public static Number parameter(int index) {
    return new Number(Primitive.PARAMETER, index);
  }

  static Number input(int index) {
    return new Number(Primitive.INPUT, index);
  }

  static Condition condition(int index) {
    return new Condition(Primitive.CONDITION, index);
  }
}
