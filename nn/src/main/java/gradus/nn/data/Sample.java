package gradus.nn.data;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// One sample: an input and its target. A batch stacks them along a new first axis.
///
/// @param x the input, such as an image (channels, height, width)
/// @param y the target, such as a label: a scalar, I32
public record Sample(Tensor x, Tensor y) {
  /// Stacks samples, and says which one was the problem if there was one.
  static Dataset stack(IntFunction<Sample> source, int... index) {
    List<Tensor> inputs = new ArrayList<>(index.length);
    List<Tensor> targets = new ArrayList<>(index.length);
    for (int i : index) {
      Sample sample;
      try {
        sample = source.apply(i);
      } catch (RuntimeException e) {
        throw new SampleException(i, e.toString(), e);
      }
      inputs.add(sample.x());
      targets.add(sample.y());
      checkLike(i, inputs);
      checkLike(i, targets);
    }
    return new Dataset(Tensor.stack(0, inputs), Tensor.stack(0, targets));
  }

  private static void checkLike(int i, List<Tensor> tensors) {
    Tensor first = tensors.getFirst();
    Tensor last = tensors.getLast();
    if (!last.spec().equals(first.spec())) {
      throw new SampleException(
          i,
          String.format(
              Locale.ROOT,
              "it has %s, and the first of its batch %s; resize or pad them",
              last.spec(),
              first.spec()),
          null);
    }
  }
}
