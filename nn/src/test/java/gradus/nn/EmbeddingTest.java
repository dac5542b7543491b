package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.testkit.GradientCheck;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Look-ups of rows, and their gradient.
class EmbeddingTest {
  private static final int ROWS = 40;
  private static final int WIDTH = 64;

  /// The gradient has the table's shape; rows that occur several times are added in their order.
  /// Enough of them that several threads share the work.
  @TestFactory
  Stream<DynamicTest> theGradientAddsRowsInTheirOrder() {
    return OnEachBackend.test(
        "gradient",
        () -> {
          Random random = new Random(1);
          int[] index = random.ints(5000, 1, ROWS).toArray();
          float[] upstream = new float[index.length * WIDTH];
          for (int i = 0; i < upstream.length; i++) {
            upstream[i] = (float) random.nextGaussian();
          }
          Embedding layer = new Embedding(new Generator(1), ROWS, WIDTH);
          Tensor x = Tensor.fromArray(index, 50, 100);
          layer.forward(x).backward(Tensor.fromArray(upstream, 50, 100, WIDTH));
          boolean inFloats = x.backend().name().equals("simd");
          double[] expected = new double[ROWS * WIDTH];
          for (int i = 0; i < upstream.length; i++) {
            int place = index[i / WIDTH] * WIDTH + i % WIDTH;
            expected[place] += upstream[i];
            expected[place] = inFloats ? (float) expected[place] : expected[place];
          }
          float[] gradient = layer.weight().grad().toFloats();
          for (int i = 0; i < expected.length; i++) {
            assertThat(gradient[i]).isEqualTo((float) expected[i]);
          }
        });
  }

  @Test
  void gradientsAreRightToSecondOrder() {
    Tensor index = Tensor.of(new int[][] {{2, 0}, {2, 2}});
    GradientCheck.of(in -> new Embedding(in.getFirst(), null).forward(index).square())
        .second()
        .at(Tensor.randn(new Generator(1), 3, 2).to(DType.F64));
  }

  @Test
  void paddingHasNoGradientAndStartsAtZero() {
    Embedding layer = new Embedding(new Generator(1), 4, 2, 1);
    assertThat(layer.weight().select(0, 1).toFloats()).containsExactly(0, 0);
    assertThat(layer.weight().select(0, 2).toFloats()).doesNotContain(0);
    layer.forward(Tensor.of(1, 2, 1)).sum().backward();
    assertThat(layer.weight().grad().toFloats()).containsExactly(0, 0, 0, 0, 1, 1, 0, 0);
  }

  @Test
  void takesNumbersOfAnyShape() {
    Embedding layer = new Embedding(new Generator(1), 4, 3);
    assertThat(layer.forward(Tensor.scalar(2).to(DType.I32)).shape().dims()).containsExactly(3);
    Tensor x = Tensor.of(new int[][] {{3, 1}, {0, 3}});
    Tensor y = layer.forward(x);
    assertThat(y.shape().dims()).containsExactly(2, 2, 3);
    assertThat(y.select(0, 1).select(0, 1).toFloats())
        .containsExactly(layer.weight().select(0, 3).toFloats());
    assertThat(layer.forward(Tensor.zeros(0, 5).to(DType.I32)).shape().dims())
        .containsExactly(0, 5, 3);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Embedding layer = new Embedding(new Generator(1), 4, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.zeros(2)))
        .withMessage("Embedding: takes numbers, i32, but got f32[2]");
    for (int wrong : new int[] {-1, 4}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> layer.forward(Tensor.of(0, wrong)))
          .withMessageContaining("index " + wrong + " is outside axis 0, of length 4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Embedding(new Generator(1), 4, 3, wrong))
          .withMessage("Embedding: paddingIdx must be from 0 to 3, not " + wrong);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Embedding(Tensor.zeros(3), null))
        .withMessageContaining("not f32[3]");
    assertThatIllegalArgumentException().isThrownBy(() -> new Embedding(new Generator(1), 0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Embedding(new Generator(1), 4, 0));
  }
}
