package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import gradus.engine.Backends;
import gradus.engine.Elementwise.Fused;
import gradus.engine.Formula;
import gradus.engine.Generator;
import gradus.engine.Gradients;
import gradus.engine.Tensor;
import gradus.engine.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Random formulas: every backend computes them within the running error bound, and their gradients
/// agree with finite differences.
class FormulaProperties {
  private static final int INPUTS = 3;

  /// A formula as numbers: three for each step, what it does and to which earlier ones.
  @Provide
  Arbitrary<List<Integer>> codes() {
    return Arbitraries.integers().between(0, 999).list().ofMinSize(3).ofMaxSize(36);
  }

  @Provide
  Arbitrary<Trials.Broadcast> inputs() {
    return Trials.broadcast(Tensors::values);
  }

  private static Fused random(List<Integer> codes, boolean smooth) {
    Formula formula =
        Formula.of(
            INPUTS,
            inputs -> {
              List<Term.Number> terms = new ArrayList<>(inputs);
              terms.add(Term.constant(0.75));
              terms.add(Term.parameter(0));
              for (int i = 0; i + 2 < codes.size(); i += 3) {
                Term.Number a = terms.get(codes.get(i + 1) % terms.size());
                Term.Number b = terms.get(codes.get(i + 2) % terms.size());
                Term.Number c = terms.getLast();
                terms.add(smooth ? smooth(codes.get(i) % 7, a, b, c) : any(codes, i, a, b, c));
              }
              return terms.getLast();
            });
    return new Fused("random", INPUTS, formula, -1.25);
  }

  private static Term.Number smooth(int number, Term.Number a, Term.Number b, Term.Number c) {
    return switch (number) {
      case 0 -> a.add(b);
      case 1 -> a.sub(b);
      case 2 -> a.mul(b);
      case 3 -> a.div(b.mul(b).add(1));
      case 4 -> a.mul(a).add(1).sqrt();
      case 5 -> a.fma(b, c);
      default -> a.neg();
    };
  }

  private static Term.Number any(
      List<Integer> codes, int i, Term.Number a, Term.Number b, Term.Number c) {
    int number = codes.get(i) % 16;
    return switch (number) {
      case 7 -> a.abs();
      case 8 -> a.min(b);
      case 9 -> a.max(b);
      case 10 -> a.div(b);
      case 11 -> a.abs().sqrt();
      case 12 -> a.gt(b).select(b, c);
      case 13 -> a.le(b).and(a.ne(c)).select(a, c);
      case 14 -> a.eq(b).or(a.lt(c).not()).select(c, b);
      case 15 -> a.ge(b).select(a, b);
      default -> smooth(number % 7, a, b, c);
    };
  }

  @Property
  void theyAreWithinTheirBoundsOnEveryBackend(
      @ForAll("codes") List<Integer> codes, @ForAll("inputs") Trials.Broadcast drawn) {
    Assume.that(drawn.inputs().getFirst().dtype().isFloating());
    Fused kernel = random(codes, false);
    for (String backend : Backends.usable()) {
      KernelRun.of(Backends.named(backend), kernel, drawn.inputs(), drawn.output()).check();
    }
  }

  @Property(tries = 100)
  void theirGradientsAgreeWithFiniteDifferences(
      @ForAll("codes") List<Integer> codes, @ForAll long seed) {
    Generator generator = new Generator(seed);
    Tensor[] points = new Tensor[INPUTS];
    Arrays.setAll(points, _ -> Tensor.rand(generator, 4).mul(2).sub(1));
    Fused kernel = random(codes.subList(0, Math.min(15, codes.size())), true);
    GradientCheck.of(in -> kernel.apply(in.toArray(Tensor[]::new))).second().at(points);
  }

  /// The same rules as the operations that a tensor has.
  @Example
  void atKinksTheyHaveTheGradientsOfTheOperations() {
    double[] values = {-2, -0.0, 0, 3};
    Tensor x = Tensor.of(values).requiresGrad(true);
    Tensor y = Tensor.of(-2.0, 1, 0, 4).requiresGrad(true);
    Formula maximum = Formula.binary(Term.Number::max);
    Formula minimum = Formula.binary(Term.Number::min);
    Formula magnitude = Formula.unary(Term.Number::abs);
    assertSame(new Fused("max", 2, maximum).apply(x, y), x.maximum(y), x, y);
    assertSame(new Fused("min", 2, minimum).apply(x, y), x.minimum(y), x, y);
    assertSame(new Fused("abs", 1, magnitude).apply(x), x.abs(), x);
  }

  private static void assertSame(Tensor fused, Tensor operation, Tensor... inputs) {
    assertThat(fused.toDoubles()).containsExactly(operation.toDoubles(), offset(0.0));
    List<Tensor> expected = Gradients.of(operation.sum(), inputs);
    List<Tensor> actual = Gradients.of(fused.sum(), inputs);
    for (int i = 0; i < inputs.length; i++) {
      assertThat(actual.get(i).toDoubles())
          .containsExactly(expected.get(i).toDoubles(), offset(0.0));
    }
  }
}
