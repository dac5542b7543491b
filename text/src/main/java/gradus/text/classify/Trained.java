package gradus.text.classify;

import gradus.engine.Tensor;
import gradus.nn.learn.ConfusionMatrix;
import java.util.List;

/// A classifier that has been trained, and what it predicts for the texts held out.
///
/// @param classifier the classifier
/// @param logits of the texts held out, (rows, classes)
/// @param labels their classes, I32 (rows)
/// @param epochs the figures of each epoch
/// @param seconds the time that the training took, with its validations
public record Trained(
    TextClassifier classifier, Tensor logits, Tensor labels, List<Epoch> epochs, double seconds) {
  /// Creates a result; the list is copied.
  public Trained {
    epochs = List.copyOf(epochs);
  }

  /// {@return the counts of predictions}
  public ConfusionMatrix matrix() {
    return ConfusionMatrix.of(logits, labels);
  }

  /// {@return for each text whether its class is predicted correctly}
  public boolean[] right() {
    int[] predicted = logits.argmax(1).toInts();
    int[] truth = labels.toInts();
    boolean[] right = new boolean[truth.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = predicted[i] == truth[i];
    }
    return right;
  }

  /// {@return how many classes are predicted correctly}
  public int hits() {
    int hits = 0;
    for (boolean each : right()) {
      hits += each ? 1 : 0;
    }
    return hits;
  }

  /// {@return whether all logits are numbers; they aren't after a training that diverged}
  public boolean isFinite() {
    return Double.isFinite(logits.abs().max().item());
  }
}
