package gradus.text.classify;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Tells which class a text belongs to.
public sealed interface TextClassifier permits BagOfWords, TransformerClassifier {
  /// {@return the names of the classes, in the order of their numbers}
  List<String> classes();

  /// {@return the network, from a batch of inputs to the logits, (N, classes)}
  Layer layer();

  /// {@return the inputs of texts}
  ///
  /// @param texts the texts
  Inputs inputs(List<String> texts);

  /// The inputs of texts, for the network.
  @FunctionalInterface
  interface Inputs {
    /// {@return those of some of the texts, as one batch}
    ///
    /// @param index the numbers of the texts, at least one
    Tensor batch(int... index);
  }

  /// {@return the number of parameters}
  default long parameterCount() {
    return layer().state().values().stream().mapToLong(Tensor::size).sum();
  }

  /// {@return the probability of each class, (N, classes)}
  ///
  /// @param texts the texts, at least one
  default Tensor probabilities(List<String> texts) {
    int batch = 64;
    Inputs inputs = inputs(texts);
    List<Tensor> parts = new ArrayList<>();
    for (int start = 0; start < texts.size(); start += batch) {
      int[] index = IntStream.range(start, Math.min(start + batch, texts.size())).toArray();
      parts.add(
          Training.off(() -> Tensor.noGrad(() -> layer().forward(inputs.batch(index)).softmax(1))));
    }
    return Tensor.concat(0, parts);
  }
}
