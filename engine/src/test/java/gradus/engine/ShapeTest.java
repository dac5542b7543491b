package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void axesCountFromBothEnds() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.axis(0)).isZero();
    assertThat(shape.axis(2)).isEqualTo(2);
    assertThat(shape.axis(-1)).isEqualTo(2);
    assertThat(shape.axis(-3)).isZero();
    assertThat(shape.dim(-2)).isEqualTo(3);
    assertThatThrownBy(() -> shape.axis(3))
        .hasMessage("there is no axis 3: shape [2, 3, 4] has axes -3 to 2");
    assertThatThrownBy(() -> shape.axis(-4))
        .hasMessage("there is no axis -4: shape [2, 3, 4] has axes -3 to 2");
    assertThatThrownBy(() -> Shape.SCALAR.axis(0))
        .hasMessage("there is no axis 0: a scalar has none");
  }

  @Test
  void severalAxesComeInOrderAndOnce() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.axes()).containsExactly(0, 1, 2);
    assertThat(shape.axes(2, 0)).containsExactly(0, 2);
    assertThat(shape.axes(-1, -3, 1)).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> shape.axes(2, 0, -1))
        .hasMessage("axis 2 is named twice in [2, 0, -1]");
  }

  @Test
  void broadcastingIsNumPys() {
    record Rule(Shape a, Shape b, Shape common) {}
    Shape scalar = Shape.SCALAR;
    for (Rule rule :
        List.of(
            new Rule(scalar, scalar, scalar),
            new Rule(scalar, Shape.of(3), Shape.of(3)),
            new Rule(Shape.of(1), Shape.of(3), Shape.of(3)),
            new Rule(Shape.of(1), Shape.of(0), Shape.of(0)),
            new Rule(Shape.of(2, 1), Shape.of(3), Shape.of(2, 3)),
            new Rule(Shape.of(2, 1, 4), Shape.of(5, 1), Shape.of(2, 5, 4)),
            new Rule(Shape.of(1, 1), Shape.of(1), Shape.of(1, 1)))) {
      assertThat(Shape.broadcast(rule.a, rule.b)).isEqualTo(rule.common);
      assertThat(Shape.broadcast(rule.b, rule.a)).isEqualTo(rule.common);
    }
    assertThatThrownBy(() -> Shape.broadcast(Shape.of(2, 3), Shape.of(4, 3)))
        .hasMessage(
            "shapes [2, 3] and [4, 3] don't broadcast: 2 and 4, axis 2 from the end, differ and"
                + " neither is 1");
    assertThatThrownBy(() -> Shape.broadcast(Shape.of(0), Shape.of(2)))
        .hasMessageContaining("don't broadcast");
  }

  @Test
  void theLengthsAreItsOwn() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 7;
    shape.dims()[1] = 7;
    assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(shape).hasToString("[2, 3]").isNotEqualTo("[2, 3]");
    assertThat(shape.hashCode()).isNotEqualTo(Shape.of(3, 2).hashCode());
    assertThat(Shape.of()).isSameAs(Shape.SCALAR);
    assertThat(Shape.owning(new int[0])).isSameAs(Shape.SCALAR);
    assertThat(shape.with(-1, 0)).isEqualTo(Shape.of(2, 0));
  }

  @Test
  void theSizeIsTheProduct() {
    assertThat(Shape.SCALAR.size()).isEqualTo(1);
    assertThat(Shape.of(2, 3, 4).size()).isEqualTo(24);
    assertThat(Shape.of(Integer.MAX_VALUE).size()).isEqualTo(Integer.MAX_VALUE);
    // The zero comes late, and more than a long's worth comes before.
    assertThat(Shape.of(1 << 30, 1 << 30, 1 << 30, 0).size()).isZero();
    assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 15))
        .hasMessageContaining("has more than 2147483647 elements");
    assertThatThrownBy(() -> Shape.of(2, -1))
        .hasMessage("a shape's lengths must not be negative, got [2, -1]");
  }
}
