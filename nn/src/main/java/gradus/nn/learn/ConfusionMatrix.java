package gradus.nn.learn;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.Locale;

/// Counts of predictions: how many rows of each class were predicted as each class.
///
/// ```java
/// Dataset predicted = learner.predict(validation);
/// ConfusionMatrix matrix = ConfusionMatrix.of(predicted.x(), predicted.y());
/// ```
public final class ConfusionMatrix {
  private long[][] counts = {};

  /// Creates a matrix without rows, whose classes the first batch determines.
  public ConfusionMatrix() {}

  /// {@return the matrix of all predictions}
  ///
  /// @param scores (rows, classes); the greatest score is the prediction
  /// @param labels (rows), I32: the class of each row, from 0
  public static ConfusionMatrix of(Tensor scores, Tensor labels) {
    ConfusionMatrix matrix = new ConfusionMatrix();
    matrix.add(scores, labels);
    return matrix;
  }

  /// Adds a batch.
  ///
  /// @param scores (rows, classes); the greatest score is the prediction
  /// @param labels (rows), I32: the class of each row, from 0
  /// @throws IllegalArgumentException if shapes or types are wrong, the number of classes differs
  ///   from that of earlier batches, or a label is not a class
  public void add(Tensor scores, Tensor labels) {
    check(scores, labels);
    int classes = scores.size(1);
    if (counts.length == 0) {
      counts = new long[classes][classes];
    }
    if (counts.length != classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "ConfusionMatrix: there were %d classes before, not %d",
              counts.length,
              classes));
    }
    int[] predicted = scores.argmax(1).toInts();
    int[] truth = labels.toInts();
    for (int row = 0; row < truth.length; row++) {
      counts[truth[row]][predicted[row]]++;
    }
  }

  /// Checks scores and labels of rows.
  static void check(Tensor scores, Tensor labels) {
    if (scores.rank() != 2
        || scores.size(1) == 0
        || labels.rank() != 1
        || labels.dtype() != DType.I32
        || labels.size() != scores.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a metric of classes needs scores (rows, classes) and i32 labels (rows), not %s and"
                  + " %s",
              scores.spec(),
              labels.spec()));
    }
    int classes = scores.size(1);
    for (int label : labels.toInts()) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a label is %d; expected at least 0 and less than %d",
                label,
                classes));
      }
    }
  }

  /// {@return the number of classes; 0 before the first batch}
  public int classes() {
    return counts.length;
  }

  /// {@return how many rows of a class were predicted as a class}
  ///
  /// @param label the class of the rows
  /// @param prediction the class that was predicted
  public long count(int label, int prediction) {
    return counts[label][prediction];
  }

  /// {@return the share of all rows that were predicted correctly; NaN if there are none}
  public double accuracy() {
    double right = 0;
    double all = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
      for (long count : counts[i]) {
        all += count;
      }
    }
    return right / all;
  }

  /// {@return the F1 score of a class, the harmonic mean of precision and recall: 2 TP / (2 TP + FP
  /// + FN); NaN if the class neither occurs nor was predicted}
  ///
  /// @param label the class
  public double f1(int label) {
    double of = 0;
    double as = 0;
    for (int i = 0; i < counts.length; i++) {
      of += counts[label][i];
      as += counts[i][label];
    }
    return 2 * counts[label][label] / (of + as);
  }

  /// {@return the mean of the F1 scores of the classes that occur or were predicted; NaN if there
  /// are none}
  public double f1Macro() {
    Mean mean = new Mean();
    for (int label = 0; label < counts.length; label++) {
      double score = f1(label);
      if (!Double.isNaN(score)) {
        mean.add(score, 1);
      }
    }
    return mean.value();
  }
}
