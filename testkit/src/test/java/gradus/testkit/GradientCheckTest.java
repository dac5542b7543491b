package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.CustomFunction;
import gradus.engine.DType;
import gradus.engine.Domain;
import gradus.engine.Tensor;
import gradus.engine.Unary;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The check of gradients finds what is wrong, says where, and lets pass what is right.
class GradientCheckTest {
  private static Tensor of(double... values) {
    return Tensor.of(DType.F64, values);
  }

  /// A function of one input, with its gradient from input and upstream.
  private record Custom(
      String name, UnaryOperator<Tensor> forward, BinaryOperator<Tensor> slope, Domain where)
      implements CustomFunction {
    Custom(String name, UnaryOperator<Tensor> forward, BinaryOperator<Tensor> slope) {
      this(name, forward, slope, Domain.REAL);
    }

    @Override
    public Tensor forward(List<Tensor> inputs) {
      return forward.apply(inputs.getFirst());
    }

    @Override
    public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
      return slope.apply(inputs.getFirst(), upstream);
    }

    @Override
    public Domain domain(int input) {
      return where;
    }
  }

  private static final Custom CUBE =
      new Custom("cube", x -> x.mul(x).mul(x), (x, g) -> g.mul(x.square()).mul(3));

  @Test
  void aRightGradientPasses() {
    GradientCheck.of(CUBE).second().at(of(-2, -0.5, 0, 0.1, 3).reshape(1, 5));
    GradientCheck.of(in -> in.get(0).matmul(in.get(1)).tanh())
        .second()
        .at(of(0.1, -0.2, 0.3, 0.4).reshape(2, 2), of(1, 2));
    GradientCheck.of(Unary.EXP).second().at(of(0.5));
    // F32 is copied to F64, and integers have no gradient.
    GradientCheck.of(in -> in.get(0).indexSelect(0, in.get(1)).exp())
        .at(Tensor.of(0.5, 0.25), Tensor.of(1, 0, 1));
  }

  @Test
  void aWrongGradientIsReportedWithItsPlaceAndValues() {
    Custom wrong =
        new Custom(
            "cube",
            CUBE.forward(),
            // Right but for the last element.
            (x, g) -> CUBE.slope().apply(x, g).add(of(0, 0, 0, 1e-6).reshape(2, 2)));
    GradientCheck check = GradientCheck.of(wrong);
    assertThatThrownBy(() -> check.at(of(1, 2, 3, 0.5).reshape(2, 2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "gradient of cube:\n  input 0 f64[2, 2], index [1, 1], value 0.5: analytic ")
        .hasMessageContaining(", numeric ")
        .hasMessageContaining("a difference of 1.0e-06 where ")
        .hasMessageEndingWith(" is allowed");
  }

  @Test
  void manyFailuresAreCountedAndNotAllShown() {
    GradientCheck check =
        GradientCheck.of(new Custom("twice", x -> x.mul(2), (_, g) -> g.mul(3))).named("thrice");
    assertThatThrownBy(() -> check.at(Tensor.ones(13)))
        .hasMessageStartingWith("gradient of thrice:\n")
        .hasMessageEndingWith("\n  and 3 more");
  }

  @Test
  void aWrongGradientOfTheGradientIsFound() {
    // Right, but to the next gradient a constant.
    Custom once = new Custom("cube", CUBE.forward(), (x, g) -> g.mul(x.detach().square()).mul(3));
    GradientCheck.of(once).at(of(1, 2));
    assertThatThrownBy(() -> GradientCheck.of(once).second().at(of(1, 2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("second gradient of cube:\n  input 0 f64[2], index [0], value 1.0");
    Custom withRegardToTheUpstream =
        new Custom("cube", CUBE.forward(), (x, g) -> g.detach().mul(x.square()).mul(3));
    assertThatThrownBy(() -> GradientCheck.of(withRegardToTheUpstream).second().at(of(1, 2)))
        .hasMessageContaining("input 1 f64[2]");
  }

  @Test
  void aGradientThatIsCutOffIsFound() {
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).detach().exp()).at(of(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("analytic 0.0, numeric 3.4185");
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).mul(in.get(0).detach())).at(of(1)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void kinksAreReportedByName() {
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).sub(1).relu()).at(of(1 + 1e-6, 2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("input 0 f64[2], index [0]")
        .hasMessageContaining("the kink of relu at 0.0 is within ")
        .hasMessageNotContaining("index [1]");
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).max()).at(of(2, 1, 2)))
        .hasMessageContaining("the kink of max axes [0] at a tie")
        .hasMessageNotContaining("index [1]");
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).clamp(0, 1)).at(of(0.5, 1)))
        .hasMessageContaining("the kink of clamp [0.0, 1.0] at 1.0")
        .hasMessageNotContaining("index [0]");
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).maximum(in.get(1))).at(of(1), of(1)))
        .hasMessageContaining("the kink of maximum at a tie")
        .hasMessageContaining("input 1");
  }

  @Test
  void aKinkOfOnesOwnIsNamedByTheFunction() {
    Custom hinge =
        new Custom("hinge", x -> x.sub(1).relu(), (x, g) -> g.mul(x.gt(1)), Domain.REAL.except(1));
    assertThatThrownBy(() -> GradientCheck.of(hinge).at(of(1, 5)))
        .hasMessageContaining("the kink of hinge at 1.0")
        .hasMessageNotContaining("index [1]");
    GradientCheck.of(hinge).second().near(of(1, 5));
  }

  @Test
  void nearGoesBesideAKink() {
    GradientCheck.of(in -> in.get(0).abs().relu().clamp(0, 1)).second().near(of(0, 0, 1, -1, 3));
    GradientCheck.of(in -> in.get(0).max().add(in.get(0).min(0))).near(of(1, 1, 1, 1));
    GradientCheck.of(in -> in.get(0).maximum(in.get(1))).second().near(of(1, 2), of(1, 2));
    // No step leads away from where all is one kink.
    assertThatThrownBy(
            () ->
                GradientCheck.of(in -> in.get(0).mul(1e9).sin().relu())
                    .near(of(1, 2, 3, 4, 5, 6, 7, 8)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void tiesThatStayTiesAreNoKinks() {
    assertThatNoException()
        .isThrownBy(() -> GradientCheck.of(in -> in.get(0).expand(3, 2).max(0)).at(of(1, 2)));
    GradientCheck.of(in -> in.get(0).maximum(in.get(0))).at(of(1, 2));
  }

  @Test
  void whatCannotBeComparedFails() {
    assertThatThrownBy(() -> GradientCheck.of(Unary.LOG).at(of(1e-4)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("too far apart");
    assertThatThrownBy(() -> GradientCheck.of(Unary.LOG).at(of(-1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> GradientCheck.of(in -> in.get(0).to(DType.F32)).at(of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GradientCheck of function: the result is f32[1], and differences need f64");
    assertThatThrownBy(() -> GradientCheck.of(Unary.ABS).at(Tensor.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GradientCheck of abs: none of [i32[1]] can have a gradient");
  }

  @Test
  void aBranchOfTheFunctionIsAKink() {
    assertThatThrownBy(
            () ->
                GradientCheck.of(in -> in.get(0).item() > 1 ? in.get(0).relu() : in.get(0).mul(1))
                    .at(of(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a branch of the function's own");
  }
}
