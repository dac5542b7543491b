package gradus.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The arithmetic of an element-wise operation: how an element of the result follows from the
/// elements of the inputs. It is data, from which each backend makes its loops, so an operation's
/// arithmetic stands only in its declaration.
///
/// A formula is a list of steps in an order in which each refers to earlier ones only; the last is
/// the result. Equal steps stand once.
///
/// A formula either is the operation, for every type that has its steps; or it approximates a
/// function of F32, and [#approximating] states the function. Such a function is computed by that
/// definition for F64, and by `reference`, which judges the approximation.
public final class Formula {
  /// A step.
  ///
  /// @param primitive what it does
  /// @param operands the indices of the steps that it refers to
  /// @param constant the index of an input or parameter, the bits of a constant (of a double for
  ///   numbers), or the distance of a shift
  public record Step(Primitive primitive, List<Integer> operands, long constant) {
    /// Returns the value of a constant.
    ///
    /// @return the number
    public double number() {
      return Double.longBitsToDouble(constant);
    }

    /// Returns the index of an input or parameter.
    ///
    /// @return the index
    public int index() {
      return (int) constant;
    }
  }

  /// Makes the result; formulas are made when first needed, since most programs use few.
  private final Supplier<Term> result;

  private final boolean inDoubles;
  private final DoubleBinaryOperator exact;
  private final double units;
  private Made made;

  private record Made(List<Step> steps, int hash, boolean holdsForIntegers, int cost) {}

  private Formula(
      Supplier<Term> result, boolean inDoubles, DoubleBinaryOperator exact, double units) {
    this.result = result;
    this.inDoubles = inDoubles;
    this.exact = exact;
    this.units = units;
  }

  /// Creates the formula of one input.
  ///
  /// @param result makes the result from an element of the input
  /// @return the formula
  public static Formula unary(UnaryOperator<Term.Number> result) {
    return of(() -> result.apply(Term.input(0)));
  }

  /// Creates the formula of two inputs.
  ///
  /// @param result makes the result from an element of each
  /// @return the formula
  public static Formula binary(BinaryOperator<Term.Number> result) {
    return of(() -> result.apply(Term.input(0), Term.input(1)));
  }

  /// Creates the formula of any number of inputs.
  ///
  /// @param inputs the number of inputs
  /// @param result makes the result from an element of each
  /// @return the formula
  public static Formula of(int inputs, Function<List<Term.Number>, Term.Number> result) {
    return of(() -> result.apply(IntStream.range(0, inputs).mapToObj(Term::input).toList()));
  }

  /// Creates a formula from its result: a number, or a condition, which is stored as I32 1 or 0.
  static Formula of(Supplier<Term> result) {
    return new Formula(result, false, null, 0);
  }

  private static int append(
      Term term, List<Step> steps, Map<Term, Integer> terms, Map<Step, Integer> known) {
    Integer present = terms.get(term);
    if (present != null) {
      return present;
    }
    List<Integer> operands = new ArrayList<>();
    for (Term operand : term.operands) {
      operands.add(append(operand, steps, terms, known));
    }
    Step step = new Step(term.primitive, List.copyOf(operands), term.constant);
    int index =
        known.computeIfAbsent(
            step,
            added -> {
              steps.add(added);
              return steps.size() - 1;
            });
    terms.put(term, index);
    return index;
  }

  /// Returns this formula as the approximation of a function of one input for F32.
  ///
  /// @param function the function, computed in F64
  /// @param units the greatest error, in units in the last place of the F32 result
  /// @return the formula with its function
  public Formula approximating(DoubleUnaryOperator function, double units) {
    return approximating((x, _) -> function.applyAsDouble(x), units);
  }

  /// Returns this formula as the approximation of a function of two inputs for F32.
  ///
  /// @param function the function, computed in F64
  /// @param units the greatest error, in units in the last place of the F32 result
  /// @return the formula with its function
  public Formula approximating(DoubleBinaryOperator function, double units) {
    return new Formula(result, inDoubles, function, units);
  }

  /// Returns this formula as one that is computed in F64 and rounded to F32 at the end.
  ///
  /// @return the formula, for F32 inputs
  public Formula inDoubles() {
    return new Formula(result, true, exact, units);
  }

  /// Returns the steps.
  ///
  /// @return in an order in which each refers to earlier ones; the last is the result
  public List<Step> steps() {
    return made().steps();
  }

  private Made made() {
    // Two threads may both make it, and make the same.
    Made present = made;
    if (present == null) {
      List<Step> steps = new ArrayList<>();
      append(result.get(), steps, new HashMap<>(), new HashMap<>());
      boolean integers =
          exact == null && steps.stream().allMatch(s -> s.primitive().holdsForIntegers());
      int cost = (int) steps.stream().filter(s -> s.primitive().operands() > 0).count();
      present = new Made(List.copyOf(steps), steps.hashCode(), integers, cost);
      made = present;
    }
    return present;
  }

  /// Returns whether F32 elements are computed in F64 and rounded at the end.
  ///
  /// @return true if so
  public boolean isInDoubles() {
    return inDoubles;
  }

  /// Returns the function that this formula approximates for F32.
  ///
  /// @return of one input (the second argument is then ignored) or two; null if the formula is the
  ///   definition
  public DoubleBinaryOperator exact() {
    return exact;
  }

  /// Returns the greatest error of the approximation.
  ///
  /// @return units in the last place of the F32 result; 0 if the formula is the definition
  public double units() {
    return units;
  }

  /// Returns whether the result for integers is an integer, computed with Java's int arithmetic.
  ///
  /// @return false if a step rounds or looks at bits
  public boolean holdsForIntegers() {
    return made().holdsForIntegers();
  }

  /// Returns whether the result is a condition, stored as I32.
  ///
  /// @return true for comparisons
  public boolean isCondition() {
    return steps().getLast().primitive().kind() == Primitive.Kind.CONDITION;
  }

  /// Returns the number of steps that compute, a measure of the time per element.
  ///
  /// @return the steps except inputs, parameters and constants
  public int cost() {
    return made().cost();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Formula formula
            && hashCode() == formula.hashCode()
            && inDoubles == formula.inDoubles
            && exact == formula.exact
            && steps().equals(formula.steps());
  }

  @Override
  public int hashCode() {
    return made().hash();
  }
}
