package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A model from block to block.
class TransformerTest {
  private static final int CONTEXT = 9;
  private static final int HEADS = 4;
  private static final double BOUND = 1e-5;

  /// New weights are so small that all attention weights are nearly equal.
  private static <M extends Transformer> M scaled(M model) {
    Tensor.noGrad(
        () ->
            model
                .state()
                .forEach(
                    (_, tensor) -> {
                      if (tensor.rank() == 2) {
                        tensor.mulInPlace(15);
                      }
                    }));
    return model;
  }

  private static Gpt2 gpt2() {
    return scaled(Gpt2.create(new Generator(1), new Gpt2Config(13, CONTEXT, 16, 2, HEADS)));
  }

  static Stream<Transformer> models() {
    LlamaConfig config = new LlamaConfig(13, CONTEXT, 16, 24, 2, HEADS, 2, 4, 10_000, 1e-5, false);
    return Stream.of(gpt2(), scaled(Llama.create(new Generator(2), config)));
  }

  private static Tensor ids() {
    return Tensor.randint(new Generator(3), 0, 13, 2, CONTEXT);
  }

  @ParameterizedTest
  @MethodSource("models")
  void theBlocksOneByOneAreTheModel(Transformer model) {
    Tensor x = model.embed(ids(), 0);
    for (Transformer.Block block : model.blocks()) {
      x = block.forward(x);
    }
    assertThat(model.blocks()).hasSize(2);
    assertThat(model.logits(model.normalize(x)).toFloats())
        .containsExactly(model.forward(ids()).toFloats());
  }

  @ParameterizedTest
  @MethodSource("models")
  void theWeightsOfATokenAddTo1AndAreOfThoseBeforeIt(Transformer model) {
    Tensor x = model.embed(ids(), 0);
    for (Transformer.Block block : model.blocks()) {
      Tensor weights = block.attentionWeights(x);
      assertThat(weights.shape().dims()).containsExactly(2, HEADS, CONTEXT, CONTEXT);
      assertThat(weights.sum(-1).sub(1).abs().max().item()).isLessThan(BOUND);
      assertThat(weights.min().item()).isNotNegative();
      assertThat(weights.sub(weights.tril()).abs().max().item()).isZero();
      // They differ from a mean of all tokens.
      assertThat(weights.select(2, -1).max().item()).isGreaterThan(0.2);
      x = block.forward(x);
    }
  }

  @Test
  void theWeightsAreThoseOfTheAttention() {
    Gpt2 model = gpt2();
    Tensor x = model.embed(ids(), 0);
    Map<String, Tensor> state = model.state();
    Tensor attended = attended(x, state);
    // The same block without its MLP.
    Tensor.noGrad(() -> state.get("h.0.mlp.c_proj.weight").mulInPlace(0));
    Tensor expected = model.blocks().getFirst().forward(x).sub(x);
    Tensor mixed =
        model
            .blocks()
            .getFirst()
            .attentionWeights(x)
            .matmul(attended)
            .transpose(1, 2)
            .reshape(2, CONTEXT, 16)
            .matmul(state.get("h.0.attn.c_proj.weight"))
            .add(state.get("h.0.attn.c_proj.bias"));
    assertThat(mixed.sub(expected).abs().max().item()).isCloseTo(0, within(BOUND));
    assertThat(expected.abs().max().item()).isGreaterThan(0.01);
  }

  /// The values of the first block, (2, heads, T, 4), computed from the parameters.
  private static Tensor attended(Tensor x, Map<String, Tensor> state) {
    Tensor central = x.sub(x.mean(-1, true));
    Tensor deviation = central.square().mean(-1, true).add(1e-5).sqrt();
    Tensor normal =
        central.div(deviation).mul(state.get("h.0.ln_1.weight")).add(state.get("h.0.ln_1.bias"));
    return normal
        .matmul(state.get("h.0.attn.c_attn.weight").slice(1, 32, 48))
        .add(state.get("h.0.attn.c_attn.bias").slice(0, 32, 48))
        .reshape(2, CONTEXT, HEADS, 4)
        .transpose(1, 2);
  }
}
