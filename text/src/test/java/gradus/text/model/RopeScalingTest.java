package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.RotaryEmbedding;
import org.junit.jupiter.api.Test;

class RopeScalingTest {
  /// The numbers of Llama 3.2 of 1 billion parameters, against frequencies that a Python program
  /// computed from wavelengths, as Hugging Face's code does.
  @Test
  void llama3LeavesFastRotationsAndSlowsTheOthers() {
    double[] before = RotaryEmbedding.frequencies(64, 500_000);
    double[] after = new RopeScaling.Llama3(32, 1, 4, 8192).apply(before);
    assertThat(after).hasSize(32);
    int[] places = {0, 10, 14, 15, 16, 17, 18, 19, 20, 31};
    double[] expected = {
      1.0,
      0.016560440080994446,
      0.003211445994752591,
      0.001290547928209264,
      0.00042955679655936815,
      9.70828780262767e-05,
      1.9461638184831125e-05,
      1.291476718704739e-05,
      8.570255489881478e-06,
      9.41830672543491e-08
    };
    for (int i = 0; i < places.length; i++) {
      assertThat(after[places[i]])
          .as("pair %d", places[i])
          .isCloseTo(expected[i], within(1e-14 * expected[i]));
    }
  }

  @Test
  void linearSlowsAll() {
    assertThat(new RopeScaling.Linear(4).apply(1, 0.5)).containsExactly(0.25, 0.125);
  }

  /// Without rotations, the state of the last token of a single layer does not depend on the order
  /// of those before it.
  @Test
  void aModelRotatesAsItsConfigurationSays() {
    assertThat(ordersMatter(new RopeScaling.None())).isTrue();
    assertThat(ordersMatter(new RopeScaling.Linear(1e12))).isFalse();
  }

  private static boolean ordersMatter(RopeScaling scaling) {
    LlamaConfig config = new LlamaConfig(11, 32, 16, 12, 1, 2, 1, 8, 300, 1e-5, true, scaling);
    Llama model = Llama.create(new Generator(3), config);
    Tensor one = model.forward(Tensor.of(1, 2, 3, 4, 5, 6).reshape(1, 6));
    Tensor other = model.forward(Tensor.of(5, 4, 3, 2, 1, 6).reshape(1, 6));
    double most = one.sub(other).slice(1, 5, 6).abs().max().item();
    // The sums have another order.
    return most > 1e-6;
  }
}
