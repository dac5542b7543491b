package gradus.text.train;

import gradus.engine.Tensor;
import gradus.nn.data.Sample;
import gradus.nn.data.Samples;
import java.util.Arrays;

/// All windows of a text: from each token on, as many tokens as a context has; the target of each
/// is the next one.
///
/// @param tokens the text, with more tokens than a window
/// @param context the number of tokens of a window
record Windows(int[] tokens, int context) implements Samples {
  @Override
  public int size() {
    return tokens.length - context;
  }

  @Override
  public Sample get(int index) {
    return new Sample(from(index), from(index + 1));
  }

  private Tensor from(int index) {
    return Tensor.fromArray(Arrays.copyOfRange(tokens, index, index + context), context);
  }
}
