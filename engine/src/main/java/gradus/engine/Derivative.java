package gradus.engine;

import static gradus.engine.Term.constant;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The derivative of a formula in one of its inputs, as a formula of the same inputs: the chain
/// rule applied to each step. At ties, a minimum or maximum has the mean of both derivatives, as
/// [Binary#MINIMUM] has; |x| has 0 at 0.
final class Derivative {
  private Derivative() {}

  /// Checks that a formula has a derivative, and only refers to what there is.
  ///
  /// @throws IllegalArgumentException if not
  static void check(String name, int inputs, int parameters, Formula formula) {
    if (inputs < 1 || formula.exact() != null || formula.isCondition()) {
      throw new IllegalArgumentException(
          name + ": the formula must have an input, and a number as its result");
    }
    for (Formula.Step step : formula.steps()) {
      if (step.primitive().kind() == Primitive.Kind.BITS) {
        throw new IllegalArgumentException(name + ": " + step.primitive() + " has no derivative");
      }
      boolean fits =
          switch (step.primitive()) {
            case INPUT -> step.index() < inputs;
            case PARAMETER -> step.index() < parameters;
            case CONDITION, EXACT -> false;
            default -> true;
          };
      if (!fits) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: %s %d does not fit %d inputs and %d parameters",
                name,
                step.primitive(),
                step.index(),
                inputs,
                parameters));
      }
    }
  }

  /// Returns the derivative.
  ///
  /// @param input the index of the input
  static Formula of(Formula formula, int input) {
    return Formula.of(() -> derive(formula, input));
  }

  private static Term.Number derive(Formula formula, int input) {
    List<Term> terms = new ArrayList<>();
    // null where the derivative is 0.
    List<Term.Number> derivatives = new ArrayList<>();
    for (Formula.Step step : formula.steps()) {
      List<Term> operands = step.operands().stream().map(terms::get).toList();
      Term term =
          switch (step.primitive().kind()) {
            case NUMBER ->
                new Term.Number(step.primitive(), step.constant(), operands.toArray(Term[]::new));
            case CONDITION ->
                new Term.Condition(
                    step.primitive(), step.constant(), operands.toArray(Term[]::new));
            case BITS -> throw new IllegalArgumentException("bits have no derivative");
          };
      terms.add(term);
      boolean isInput = step.primitive() == Primitive.INPUT && step.index() == input;
      boolean constant =
          step.primitive().kind() != Primitive.Kind.NUMBER
              || step.operands().stream().allMatch(i -> derivatives.get(i) == null);
      derivatives.add(
          isInput
              ? constant(1)
              : constant
                  ? null
                  : chain(
                      step.primitive(),
                      (Term.Number) term,
                      step.operands().stream().map(i -> number(terms.get(i))).toList(),
                      step.operands().stream().map(i -> orZero(derivatives.get(i))).toList()));
    }
    return orZero(derivatives.getLast());
  }

  private static Term.Number number(Term term) {
    return term instanceof Term.Number number ? number : null;
  }

  private static Term.Number orZero(Term.Number derivative) {
    return derivative == null ? constant(0) : derivative;
  }

  /// The derivative of a step.
  ///
  /// @param y its result
  /// @param x its operands
  /// @param d their derivatives
  private static Term.Number chain(
      Primitive primitive, Term.Number y, List<Term.Number> x, List<Term.Number> d) {
    return switch (primitive) {
      case NEG -> d.get(0).neg();
      case ABS -> {
        Term.Number negative = x.get(0).lt(0).select(d.get(0).neg(), constant(0));
        yield x.get(0).gt(constant(0)).select(d.get(0), negative);
      }
      case SQRT -> d.get(0).div(y.add(y));
      case ADD -> d.get(0).add(d.get(1));
      case SUB -> d.get(0).sub(d.get(1));
      case MUL -> d.get(0).mul(x.get(1)).add(x.get(0).mul(d.get(1)));
      case DIV -> d.get(0).sub(y.mul(d.get(1))).div(x.get(1));
      case FMA -> d.get(0).mul(x.get(1)).add(x.get(0).mul(d.get(1))).add(d.get(2));
      case MIN -> between(x.get(1), x.get(0), d);
      case MAX -> between(x.get(0), x.get(1), d);
      case SELECT -> ((Term.Condition) y.operands.getFirst()).select(d.get(1), d.get(2));
      default -> throw new IllegalArgumentException(primitive + " has no derivative");
    };
  }

  /// The first derivative where a > b, the second where a < b, and the mean of both at a tie.
  private static Term.Number between(Term.Number a, Term.Number b, List<Term.Number> d) {
    Term.Number mean = d.get(0).add(d.get(1)).mul(0.5);
    return a.gt(b).select(d.get(0), a.lt(b).select(d.get(1), mean));
  }
}
