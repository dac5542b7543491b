package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Kernel;
import gradus.engine.MatMul;
import gradus.engine.Reduction;
import gradus.engine.Shape;
import gradus.engine.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of sums so large that they may overflow on their way, and of numbers that may be
/// anything.
class BoundTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Bound sum(DType dtype, double... terms) {
    return bound(new Reduction.Sum(List.of(0)), row(dtype, terms, terms.length));
  }

  private static Bound bound(Kernel kernel, HostTensor... inputs) {
    Bound bound = Bound.of(kernel, List.of(inputs));
    assertThat(bound.size()).isEqualTo(1);
    return bound;
  }

  private static HostTensor row(DType dtype, double[] values, int... dims) {
    return HostTensor.of(dtype, Shape.of(dims), values);
  }

  private static void assertAllows(Bound bound, double... values) {
    for (double value : values) {
      assertThat(bound.allows(0, value)).as("%s of %s", value, bound.describe(0)).isTrue();
    }
  }

  private static void assertRefuses(Bound bound, double... values) {
    for (double value : values) {
      assertThat(bound.allows(0, value)).as("%s of %s", value, bound.describe(0)).isFalse();
    }
  }

  @Test
  void aSumThatStaysBelowTheGreatestNumberInAnyOrderIsFinite() {
    for (Bound bound :
        List.of(sum(DType.F32, 2e38, 1.25e38), sum(DType.F32, 2e38, 1.25e38, -1e36, 1e36))) {
      assertAllows(bound, (float) 3.25e38);
      assertRefuses(bound, INFINITY, -INFINITY, Double.NaN, 0, 3.24e38);
    }
    Bound wide = sum(DType.F64, 1e308, 0.75e308);
    assertAllows(wide, 1.75e308);
    assertRefuses(wide, INFINITY, Double.NaN, 1.7e308);
  }

  @Test
  void aSumThatMayOverflowOnItsWayIsRightOrNotFinite() {
    Bound bound = sum(DType.F32, 3e38, 1e38, -3e38);
    assertAllows(bound, (float) 1e38, INFINITY, -INFINITY, Double.NaN);
    assertRefuses(bound, 0, 3e38, 1.01e38, Float.MAX_VALUE);
    // As soon as that is more than F64 holds, the order alone makes a number or an infinity of it.
    Bound wide = sum(DType.F64, 1e308, 1e308, -1e308);
    assertAllows(wide, 1e308, INFINITY, Double.NaN);
  }

  @Test
  void aSumThatIsTooLargeIsInfinite() {
    Bound bound = sum(DType.F32, 3e38, 3e38);
    assertAllows(bound, INFINITY);
    assertRefuses(bound, Float.MAX_VALUE, 0);
  }

  @Test
  void aTermThatIsInfiniteStaysSo() {
    assertAllows(sum(DType.F32, INFINITY, 1), INFINITY);
    assertRefuses(sum(DType.F32, INFINITY, 1), -INFINITY, Double.NaN, Float.MAX_VALUE);
    // -3e38 twice may be -∞, and that with ∞ is NaN.
    assertAllows(sum(DType.F32, INFINITY, -3e38, -3e38), INFINITY, Double.NaN);
    assertRefuses(sum(DType.F32, INFINITY, -3e38, -3e38), Float.MAX_VALUE, 0);
    assertAllows(sum(DType.F64, INFINITY, -1e308, -1e308), INFINITY, Double.NaN);
    assertRefuses(sum(DType.F64, INFINITY, -1e308, -1e308), Double.MAX_VALUE, 0);
  }

  @Test
  void productsToo() {
    double[] large = {1e19, 2e19, 1e19};
    Bound bound =
        bound(
            new MatMul(),
            row(DType.F32, large, 1, 3),
            row(DType.F32, new double[] {2e19, 1e19, -1e19}, 3, 1));
    assertAllows(bound, (float) 3e38, INFINITY, Double.NaN);
    assertRefuses(bound, 2.9e38, 0);
    Bound less =
        bound(
            new MatMul(),
            row(DType.F32, large, 1, 3),
            row(DType.F32, new double[] {1e19, 1e19, -1e18}, 3, 1));
    assertAllows(less, (float) 2.9e38);
    assertRefuses(less, INFINITY, Double.NaN, 0);
  }

  /// Without an addend nothing keeps the divisor from being as good as 0, and any number may
  /// result; but of an infinite dividend none does.
  @Test
  void anInfiniteDividendWithoutAnAddendToTheDivisorIsInfinite() {
    Bound bound =
        bound(
            Elementwise.Fused.addOverRoot(1, 0),
            row(DType.F32, new double[] {1}, 1),
            row(DType.F32, new double[] {INFINITY}, 1),
            row(DType.F32, new double[] {4}, 1));
    assertAllows(bound, INFINITY);
    assertRefuses(bound, Float.MAX_VALUE, 1);
  }

  /// Both sums are rounded, so the comparison may go either way, and the selected number may be
  /// anything. Multiplying it by an exact number changes nothing about that.
  @Test
  void aProductWithANumberThatMayBeAnythingMayBeAnything() {
    Formula formula =
        Formula.binary(
            (a, b) -> a.add(b).gt(b.add(a)).select(a, b).mul(b).div(Term.constant(3)).mul(b));
    double[] value = {1.5};
    Bound bound =
        bound(
            new Elementwise.Fused("selected", 2, formula),
            row(DType.F32, value, 1),
            row(DType.F32, value, 1));
    assertAllows(bound, 1.125, Math.nextUp(1.125f), 7);
  }
}
