package gradus.lab;

import gradus.engine.Tensor;
import gradus.text.model.Transformer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a model computes as it reads the tokens of a text, the last ones if there are many.
final class TextReading {
  private final Transformer model;
  private final int skipped;
  private final List<Tensor> states = new ArrayList<>();
  private final List<Tensor> weights = new ArrayList<>();

  /// Reads tokens.
  ///
  /// @param of the model
  /// @param ids the tokens, at least one
  TextReading(ShownModel of, int... ids) {
    this.model = of.transformer();
    skipped = Math.max(0, ids.length - of.window());
    int[] read = Arrays.copyOfRange(ids, skipped, ids.length);
    Tensor.noGrad(
        () -> {
          Tensor x = model.embed(Tensor.fromArray(read, 1, read.length), 0);
          states.add(x.select(0, 0));
          for (Transformer.Block block : model.blocks()) {
            weights.add(block.attentionWeights(x).select(0, 0));
            x = block.forward(x);
            states.add(x.select(0, 0));
          }
        });
  }

  /// The number of tokens at the beginning that are not read.
  int skipped() {
    return skipped;
  }

  /// The number of states of each token: one before the first block, and one after each.
  int stages() {
    return states.size();
  }

  /// The state of a token, (width).
  ///
  /// @param stage 0 for the embedding, then the number of the block
  /// @param at the token's number, from [#skipped()]
  Tensor state(int stage, int at) {
    return states.get(stage).select(0, at - skipped);
  }

  /// The attention weights of a block, (heads, T, T), of the T tokens that are read.
  ///
  /// @param block its number, from 0
  Tensor weights(int block) {
    return weights.get(block);
  }

  /// The logits of the token after one, if the model ended at a stage.
  ///
  /// @param stage 0 for the embedding, then the number of the block
  /// @param at the token's number, from [#skipped()]
  float[] logits(int stage, int at) {
    return Tensor.noGrad(() -> model.logits(model.normalize(state(stage, at).unsqueeze(0))))
        .toFloats();
  }

  /// The logits of the token after one.
  ///
  /// @param at the token's number, from [#skipped()]
  float[] logits(int at) {
    return logits(stages() - 1, at);
  }
}
