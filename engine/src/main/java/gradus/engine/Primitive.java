package gradus.engine;

/// The steps of which a [Formula] consists. Each is defined by IEEE 754 or by integer arithmetic to
/// the last bit, so a formula has the same bits wherever it is computed.
public enum Primitive {
  /// An element of an input.
  INPUT(0, Kind.NUMBER),
  /// Whether an element of an I32 input is not 0.
  CONDITION(0, Kind.CONDITION),
  /// A number that the operation supplies, such as a bound of a clamp.
  PARAMETER(0, Kind.NUMBER),
  /// A constant number, rounded to the type.
  CONSTANT(0, Kind.NUMBER),
  /// A constant bit pattern.
  BITS(0, Kind.BITS),

  /// -a
  NEG(1, Kind.NUMBER),
  /// |a|
  ABS(1, Kind.NUMBER),
  /// √a
  SQRT(1, Kind.NUMBER),
  /// a + b
  ADD(2, Kind.NUMBER),
  /// a - b
  SUB(2, Kind.NUMBER),
  /// a · b
  MUL(2, Kind.NUMBER),
  /// a / b
  DIV(2, Kind.NUMBER),
  /// The minimum, as `Math.min`: NaN if either is.
  MIN(2, Kind.NUMBER),
  /// The maximum, as `Math.max`: NaN if either is.
  MAX(2, Kind.NUMBER),
  /// a · b + c, rounded once.
  FMA(3, Kind.NUMBER),
  /// b where the condition a holds, and c elsewhere.
  SELECT(3, Kind.NUMBER),
  /// b, but the exact function's value where the condition a holds; only as the last step.
  EXACT(2, Kind.NUMBER),

  /// a = b
  EQ(2, Kind.CONDITION),
  /// a ≠ b
  NE(2, Kind.CONDITION),
  /// a < b
  LT(2, Kind.CONDITION),
  /// a ≤ b
  LE(2, Kind.CONDITION),
  /// a > b
  GT(2, Kind.CONDITION),
  /// a ≥ b
  GE(2, Kind.CONDITION),
  /// Whether both conditions hold.
  AND(2, Kind.CONDITION),
  /// Whether at least one of two conditions holds.
  OR(2, Kind.CONDITION),
  /// Whether a condition does not hold.
  NOT(1, Kind.CONDITION),
  /// Whether at least one bit is set.
  ANY_BIT(1, Kind.CONDITION),

  /// The bits of a number.
  TO_BITS(1, Kind.BITS),
  /// The number with these bits.
  FROM_BITS(1, Kind.NUMBER),
  /// a + b, as integers that wrap around.
  BITS_ADD(2, Kind.BITS),
  /// a - b, as integers that wrap around.
  BITS_SUB(2, Kind.BITS),
  /// The bits that both have.
  BITS_AND(2, Kind.BITS),
  /// The bits that at least one has.
  BITS_OR(2, Kind.BITS),
  /// The bits that exactly one has.
  BITS_XOR(2, Kind.BITS),
  /// a shifted to the left by a constant distance.
  SHIFT_LEFT(1, Kind.BITS),
  /// a shifted to the right by a constant distance; the sign fills the free places.
  SHIFT_RIGHT(1, Kind.BITS);

  /// What a step yields.
  public enum Kind {
    /// A number of the type in which the formula is computed.
    NUMBER,
    /// True or false.
    CONDITION,
    /// An integer as wide as the number.
    BITS
  }

  private final int operands;
  private final Kind kind;

  Primitive(int operands, Kind kind) {
    this.operands = operands;
    this.kind = kind;
  }

  /// Returns the number of earlier steps that this one refers to.
  ///
  /// @return 0 to 3
  public int operands() {
    return operands;
  }

  /// Returns what the step yields.
  ///
  /// @return the kind of value
  public Kind kind() {
    return kind;
  }

  /// Returns whether integers have this step, with Java's int arithmetic.
  ///
  /// @return false for what rounds or looks at bits
  public boolean holdsForIntegers() {
    return switch (this) {
      case INPUT, CONDITION, PARAMETER, CONSTANT -> true;
      case NEG, ABS, ADD, SUB, MUL, MIN, MAX, SELECT -> true;
      case EQ, NE, LT, LE, GT, GE, AND, OR, NOT -> true;
      case DIV, SQRT, FMA, EXACT -> false;
      case BITS, TO_BITS, FROM_BITS, BITS_ADD, BITS_SUB, BITS_AND, BITS_OR, BITS_XOR -> false;
      case ANY_BIT, SHIFT_LEFT, SHIFT_RIGHT -> false;
    };
  }
}
