package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Generator;
import gradus.engine.Op;
import gradus.engine.Recorder;
import gradus.engine.Softmax;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

  static Stream<Transformer> models() {
    LlamaConfig config =
        new LlamaConfig(
            13, CONTEXT, 16, 24, 2, HEADS, 2, 4, 10_000, 1e-5, false, new RopeScaling.None());
    return Stream.of(
        scaled(Gpt2.create(new Generator(1), new Gpt2Config(13, CONTEXT, 16, 2, HEADS))),
        scaled(Llama.create(new Generator(2), config)));
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

  /// The blocks compute them, too, on their way.
  @ParameterizedTest
  @MethodSource("models")
  void theWeightsAreThoseThatABlockComputes(Transformer model) {
    Tensor x = model.embed(ids(), 0);
    for (Transformer.Block block : model.blocks()) {
      List<Tensor> computed = new ArrayList<>();
      Recorder softmaxes =
          new Recorder() {
            @Override
            public void applied(Op op, List<Tensor> inputs, Tensor output) {
              if (op instanceof Softmax) {
                computed.add(output);
              }
            }
          };
      Tensor before = x;
      x = softmaxes.record(() -> block.forward(before));
      assertThat(computed).hasSize(1);
      Tensor difference = block.attentionWeights(before).sub(computed.getFirst());
      assertThat(difference.abs().max().item()).isLessThan(BOUND);
    }
  }
}
