package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Elementwise.Fused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FormulaTest {
  @Test
  void equalStepsStandOnce() {
    Formula formula = Formula.unary(x -> x.mul(x).add(x.mul(x)));
    assertThat(formula.steps())
        .extracting(Formula.Step::primitive)
        .containsExactly(Primitive.INPUT, Primitive.MUL, Primitive.ADD);
    assertThat(formula.steps().get(2).operands()).containsExactly(1, 1);
    assertThat(formula.cost()).isEqualTo(2);
  }

  /// Backends keep a loop for each formula, so equal ones must be found.
  @Test
  void formulasOfEqualStepsAreEqual() {
    Formula one = Formula.binary((a, b) -> a.fma(b, Term.constant(0.5)));
    Formula other = Formula.of(2, x -> x.get(0).fma(x.get(1), Term.constant(0.5)));
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(Formula.binary((a, b) -> a.fma(b, Term.constant(-0.5))));
    assertThat(one).isNotEqualTo(one.inDoubles());
    assertThat(one).isNotEqualTo(one.approximating((a, b) -> a * b + 0.5, 1));
    assertThat(Fused.combine(1, 2).formula()).isEqualTo(Fused.combine(3, 4).formula());
  }

  /// A double in place of a term is the constant of this value.
  @Test
  void numbersStandForConstants() {
    Term.Number half = Term.constant(0.5);
    assertSame(x -> x.add(0.5), x -> x.add(half));
    assertSame(x -> x.sub(0.5), x -> x.sub(half));
    assertSame(x -> x.mul(0.5), x -> x.mul(half));
    assertSame(x -> x.min(0.5), x -> x.min(half));
    assertSame(x -> x.max(0.5), x -> x.max(half));
    assertSame(x -> x.fma(0.5, x), x -> x.fma(half, x));
    assertSame(x -> x.eq(0.5).select(0.5, x), x -> x.eq(half).select(half, x));
    assertSame(x -> x.lt(0.5).select(0.5, x), x -> x.lt(half).select(half, x));
    assertSame(x -> x.gt(0.5).select(0.5, x), x -> x.gt(half).select(half, x));
  }

  private static void assertSame(
      UnaryOperator<Term.Number> oneWay, UnaryOperator<Term.Number> another) {
    assertThat(Formula.unary(oneWay)).isEqualTo(Formula.unary(another));
  }

  @Test
  void approximationsStateTheirErrors() {
    assertThat(Unary.EXPM1.formula().units()).isEqualTo(1.5);
    assertThat(Unary.SIN.formula().units()).isEqualTo(0.51);
    assertThat(Unary.NEG.formula().units()).isZero();
    Formula identity = Formula.unary(x -> x);
    assertThat(identity.approximating(x -> x, 2).inDoubles().units()).isEqualTo(2);
  }

  /// Each operation has a formula of as many inputs as it takes.
  @Test
  void operationsUseTheirInputs() {
    assertThat(List.of(Unary.values())).allSatisfy(op -> assertThat(inputs(op)).isEqualTo(1));
    assertThat(List.of(Binary.values())).allSatisfy(op -> assertThat(inputs(op)).isEqualTo(2));
    assertThat(List.of(Comparison.values()))
        .allSatisfy(op -> assertThat(op.formula().isCondition()).isTrue());
  }

  private static long inputs(Elementwise op) {
    return op.formula().steps().stream().filter(s -> s.primitive() == Primitive.INPUT).count();
  }

  /// A formula that looks at bits is for one type, so others need the function itself.
  @Test
  void formulasWithBitsStateTheirFunction() {
    List<Elementwise> all = new ArrayList<>(List.of(Unary.values()));
    all.addAll(Arrays.asList(Binary.values()));
    for (Elementwise op : all) {
      boolean bits =
          op.formula().steps().stream().anyMatch(s -> s.primitive().kind() == Primitive.Kind.BITS);
      assertThat(!bits || op.formula().exact() != null).as(op.label()).isTrue();
    }
  }

  @Test
  void formulasThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Fused("f", 1, Formula.binary(Term.Number::add)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("f: INPUT 1 does not fit 1 inputs and 0 parameters");
    Formula scaled = Formula.unary(x -> x.mul(Term.parameter(1)));
    assertThatThrownBy(() -> new Fused("f", 1, scaled, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("f: PARAMETER 1 does not fit 1 inputs and 1 parameters");
    assertThatThrownBy(() -> new Fused("f", 1, Unary.EXP.formula()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("f: the formula must have an input, and a number as its result");
    assertThatThrownBy(() -> new Fused("f", 2, Comparison.LT.formula()))
        .hasMessage("f: the formula must have an input, and a number as its result");
    assertThatThrownBy(() -> new Fused("f", 0, Formula.of(0, _ -> Term.constant(1))))
        .hasMessage("f: the formula must have an input, and a number as its result");
    assertThatThrownBy(() -> new Fused("f", 3, new Elementwise.Where().formula()))
        .hasMessage("f: CONDITION 0 does not fit 3 inputs and 0 parameters");
    assertThatThrownBy(() -> new Fused("f", 1, Formula.unary(x -> x.exactWhere(x.gt(0)))))
        .hasMessage("f: EXACT 0 does not fit 1 inputs and 0 parameters");
    Formula bits = Formula.unary(x -> x.toBits().shiftLeft(1).toNumber());
    assertThatThrownBy(() -> new Fused("f", 1, bits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("f: TO_BITS has no derivative");
  }

  @Test
  void aFusedKernelNamesItsNumbersInMessages() {
    Fused hypot = new Fused("hypot", 2, Formula.binary((a, b) -> a.mul(a).add(b.mul(b)).sqrt()));
    assertThat(hypot.label()).isEqualTo("hypot");
    assertThat(Fused.addProduct(0.5, 2).label()).isEqualTo("addProduct 0.5 2.0");
    Tensor x = Tensor.of(3f, 0);
    assertThat(hypot.apply(x, Tensor.of(4f)).toDoubles()).containsExactly(5, 4);
    assertThatThrownBy(() -> hypot.apply(x)).hasMessage("hypot(f32[2]): takes 2 inputs, not 1");
    assertThatThrownBy(() -> hypot.apply(x, Tensor.of(1f, 2, 3)))
        .hasMessageStartingWith("hypot(f32[2], f32[3]): ");
  }
}
