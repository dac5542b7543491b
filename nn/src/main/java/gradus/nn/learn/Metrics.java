package gradus.nn.learn;

import gradus.engine.Tensor;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The usual metrics. Each is over all rows of the validation set, not a mean over batches.
public final class Metrics {
  private Metrics() {}

  /// {@return the share of rows whose greatest score is that of their label}
  ///
  /// Predictions are scores (rows, classes), targets labels (rows), I32.
  public static Metric accuracy() {
    return ofMatrix("accuracy", ConfusionMatrix::accuracy);
  }

  /// {@return the share of elements that are on the right side of a threshold}
  ///
  /// Predictions and targets have the same shape; targets are 0 or 1.
  ///
  /// @param threshold predictions above it mean 1: 0 for logits, 0.5 for probabilities
  public static Metric binaryAccuracy(double threshold) {
    return new Metric(
        "accuracy",
        () -> {
          Mean right = new Mean();
          return tally(
              (prediction, target) -> {
                checkShapes(prediction, target);
                double[] predicted = prediction.toDoubles();
                double[] truth = target.toDoubles();
                for (int i = 0; i < truth.length; i++) {
                  right.add(predicted[i] > threshold == truth[i] > 0.5 ? 1 : 0, 1);
                }
              },
              right::value);
        });
  }

  private static void checkShapes(Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "predictions %s and targets %s must have the same shape",
              prediction.spec(),
              target.spec()));
    }
  }

  /// {@return the mean of the F1 scores of the classes, see [ConfusionMatrix#f1Macro]}
  ///
  /// Predictions are scores (rows, classes), targets labels (rows), I32.
  public static Metric f1Macro() {
    return ofMatrix("f1_macro", ConfusionMatrix::f1Macro);
  }

  private static Metric ofMatrix(String name, ToDoubleFunction<ConfusionMatrix> figure) {
    return new Metric(
        name,
        () -> {
          ConfusionMatrix matrix = new ConfusionMatrix();
          return tally(matrix::add, () -> figure.applyAsDouble(matrix));
        });
  }

  /// {@return the share of rows whose label is among the k greatest scores; of equal scores, that
  /// of the lower class counts as greater}
  ///
  /// Predictions are scores (rows, classes), targets labels (rows), I32.
  ///
  /// @param k the number of scores, at least 1
  /// @throws IllegalArgumentException if it is less than 1
  public static Metric topK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("topK: needs a k of at least 1, not " + k);
    }
    return new Metric(
        "top_" + k,
        () -> {
          Mean hits = new Mean();
          return tally(
              (scores, labels) -> {
                ConfusionMatrix.check(scores, labels);
                hits.add(share(k, scores.toDoubles(), labels.toInts()), labels.size());
              },
              hits::value);
        });
  }

  private static double share(int k, double[] scores, int... labels) {
    int classes = labels.length == 0 ? 0 : scores.length / labels.length;
    Mean hits = new Mean();
    for (int row = 0; row < labels.length; row++) {
      double own = scores[row * classes + labels[row]];
      int greater = 0;
      for (int c = 0; c < classes; c++) {
        double other = scores[row * classes + c];
        greater += other > own || other == own && c < labels[row] ? 1 : 0;
      }
      hits.add(greater < k && !Double.isNaN(own) ? 1 : 0, 1);
    }
    return labels.length == 0 ? 0 : hits.value();
  }

  /// {@return the root of the mean squared error}
  ///
  /// Predictions and targets have the same shape.
  public static Metric rmse() {
    return new Metric(
        "rmse",
        () -> {
          Squares squares = new Squares();
          return tally(squares::add, () -> Math.sqrt(squares.errors / squares.count));
        });
  }

  /// {@return the coefficient of determination R²: 1 less the sum of squared errors over that of
  /// the targets' deviations from their mean; 1 for perfect predictions, 0 for the mean}
  ///
  /// Predictions and targets have the same shape.
  public static Metric r2() {
    return new Metric(
        "r2",
        () -> {
          Squares squares = new Squares();
          return tally(squares::add, () -> 1 - squares.errors / squares.deviations);
        });
  }

  private interface Adding {
    void add(Tensor prediction, Tensor target);
  }

  private interface Value {
    double get();
  }

  private static Metric.Tally tally(Adding adding, Value value) {
    return new Metric.Tally() {
      @Override
      public void add(Tensor prediction, Tensor target) {
        adding.add(prediction, target);
      }

      @Override
      public double value() {
        return value.get();
      }
    };
  }

  /// Sums of squares of errors, and of deviations from the running mean (B. Welford, 1962).
  private static final class Squares {
    private double count;
    private double errors;
    private double mean;
    private double deviations;

    void add(Tensor prediction, Tensor target) {
      checkShapes(prediction, target);
      double[] predicted = prediction.toDoubles();
      double[] truth = target.toDoubles();
      for (int i = 0; i < truth.length; i++) {
        count++;
        double deviation = truth[i] - mean;
        mean += deviation / count;
        deviations += deviation * (truth[i] - mean);
        errors += Math.pow(predicted[i] - truth[i], 2);
      }
    }
  }
}
