package gradus.text.classify;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Linear;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The baseline: logistic regression on the words of a text, whatever their order. Each word has a
/// weight for each class.
///
/// @param classes the names of the classes
/// @param words the words
/// @param linear their weights, (classes, words)
public record BagOfWords(List<String> classes, TfIdf words, Linear linear)
    implements TextClassifier {
  /// Creates a classifier; the list is copied.
  ///
  /// @throws IllegalArgumentException if the weights are not of this shape
  public BagOfWords {
    classes = List.copyOf(classes);
    Tensor weight = linear.weight();
    if (weight.size(0) != classes.size() || weight.size(1) != words.words().size()) {
      throw new IllegalArgumentException(
          "BagOfWords: needs weights (classes, words), not " + weight.spec());
    }
  }

  /// {@return a classifier whose weights are 0}
  ///
  /// @param classes the names of the classes
  /// @param words the words
  public static BagOfWords create(List<String> classes, TfIdf words) {
    return new BagOfWords(
        classes,
        words,
        new Linear(
            Tensor.zeros(classes.size(), words.words().size()).requiresGrad(true),
            Tensor.zeros(classes.size()).requiresGrad(true)));
  }

  @Override
  public Layer layer() {
    return linear;
  }

  @Override
  public Inputs inputs(List<String> texts) {
    // Not all at once: most numbers are 0, and there are many words.
    return index -> {
      float[][] rows = new float[index.length][];
      for (int i = 0; i < index.length; i++) {
        rows[i] = words.vector(texts.get(index[i]));
      }
      return Tensor.of(rows);
    };
  }

  /// {@return the words that tell most that a text belongs to a class rather than to another, the
  /// most telling first}
  ///
  /// @param label the class
  /// @param count how many
  public List<String> telling(int label, int count) {
    Tensor own = linear.weight().detach().select(0, label);
    Tensor others = linear.weight().detach().mean(0);
    double[] tell = own.sub(others).toDoubles();
    return IntStream.range(0, tell.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -tell[i]))
        .limit(count)
        .map(words.words()::get)
        .toList();
  }
}
