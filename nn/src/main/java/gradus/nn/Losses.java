package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Locale;

/// Loss functions. Each returns a scalar, the mean over all elements or rows, which is 0 for
/// perfect predictions.
///
/// Predictions and targets must have the same shape. Broadcasting (n, 1) and (n) to n² differences
/// would be a silent mistake.
public final class Losses {
  private Losses() {}

  private static void check(String name, Tensor prediction, Tensor target) {
    floating(name, "predictions", prediction);
    if (!prediction.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: predictions %s and targets %s must have the same shape",
              name,
              prediction.spec(),
              target.spec()));
    }
  }

  /// Integers have no gradient, and their squares and sums wrap around.
  private static void floating(String name, String what, Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s must be f32 or f64, not %s; convert them with to(DType.F32)",
              name,
              what,
              tensor.spec()));
    }
  }

  /// Returns the mean squared error.
  ///
  /// @param prediction the predictions, F32 or F64
  /// @param target the targets, of the same shape
  /// @return the mean of (prediction - target)²
  /// @throws IllegalArgumentException if the shapes differ, or the predictions are integers
  public static Tensor mse(Tensor prediction, Tensor target) {
    check("mse", prediction, target);
    return prediction.sub(target).square().mean();
  }

  /// Returns the mean absolute error.
  ///
  /// @param prediction the predictions, F32 or F64
  /// @param target the targets, of the same shape
  /// @return the mean of |prediction - target|
  /// @throws IllegalArgumentException if the shapes differ, or the predictions are integers
  public static Tensor l1(Tensor prediction, Tensor target) {
    check("l1", prediction, target);
    return prediction.sub(target).abs().mean();
  }

  /// Returns the binary cross-entropy of logits, that is of predictions before the sigmoid.
  ///
  /// With σ the sigmoid, -(y log σ(x) + (1 - y) log(1 - σ(x))) = log(1 + e^-|x|) + max(x, 0) - x y.
  /// The last two terms are x (p - y), where p is 1 for x > 0 and 0 elsewhere, so that nothing
  /// cancels where the prediction is right and sure. The gradient is σ(x) - y everywhere.
  ///
  /// @param logits the logarithms of the odds, F32 or F64
  /// @param target the probabilities, usually 0 or 1, of the same shape
  /// @return the mean over all elements
  /// @throws IllegalArgumentException if the shapes differ, or the logits are integers
  public static Tensor bceWithLogits(Tensor logits, Tensor target) {
    check("bceWithLogits", logits, target);
    Tensor positive = logits.gt(0);
    // -|x| as a product with a constant: the gradient of abs would be 0 at 0.
    Tensor sign = Tensor.where(positive, constant(logits, -1), constant(logits, 1));
    Tensor tail = logits.mul(sign).exp().log1p();
    return tail.add(logits.mul(positive.sub(target))).mean();
  }

  /// A scalar of the type and on the backend of a tensor.
  private static Tensor constant(Tensor like, double value) {
    return Tensor.full(like.dtype(), value, Shape.SCALAR).to(like.backend());
  }

  /// Returns the cross-entropy of logits, that is of predictions before the softmax, for rows that
  /// belong to one class each.
  ///
  /// @param logits (rows, classes), F32 or F64
  /// @param labels (rows), I32: the class of each row, from 0
  /// @return the mean over the rows of the negative log-probability of the true class
  /// @throws IllegalArgumentException if shapes or types are wrong, or a label is not a class; the
  ///   message says which
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    checkRows(logits, labels);
    Tensor logarithms = logits.logSoftmax(1);
    return positive(ofTheLabels(logarithms, labels, logits).mean());
  }

  /// Returns the cross-entropy of logits with an ignored label and label smoothing, as PyTorch's
  /// `cross_entropy` with `ignore_index` and `label_smoothing`.
  ///
  /// A share s of each target is spread evenly over all classes (C. Szegedy et al., *Rethinking the
  /// Inception Architecture*, 2016). Rows with the ignored label do not contribute, neither to the
  /// loss nor to the number of rows.
  ///
  /// @param logits (rows, classes), F32 or F64
  /// @param labels (rows), I32: the class of each row, from 0, or the ignored label
  /// @param ignored the ignored label, which need not be a class; PyTorch's default is -100
  /// @param smoothing the share s, from 0 to 1
  /// @return the mean over the rows that count; NaN if there are none
  /// @throws IllegalArgumentException if shapes or types are wrong, a label is neither a class nor
  ///   ignored, or the smoothing is out of range
  public static Tensor crossEntropy(Tensor logits, Tensor labels, int ignored, double smoothing) {
    checkRows(logits, labels);
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "crossEntropy: the label smoothing must be from 0 to 1, got " + smoothing);
    }
    Tensor counts = labels.ne(ignored);
    Tensor logarithms = logits.logSoftmax(1);
    // Ignored labels need not be classes; class 0 takes their place.
    Tensor classes = labels.mul(counts);
    Tensor rows = ofTheLabels(logarithms, classes, logits).squeeze(1);
    if (smoothing > 0) {
      rows = rows.mul(1 - smoothing).add(logarithms.mean(1).mul(smoothing));
    }
    Tensor sum = Tensor.where(counts, rows, constant(rows, 0)).sum();
    return positive(sum.div(counts.sum().to(rows.dtype())));
  }

  /// Negates; 0 is added because the negative of 0 is -0.
  private static Tensor positive(Tensor mean) {
    return mean.neg().add(0);
  }

  private static void checkRows(Tensor logits, Tensor labels) {
    if (logits.rank() != 2
        || labels.rank() != 1
        || labels.dtype() != DType.I32
        || labels.size() != logits.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "crossEntropy: needs logits (rows, classes) and i32 labels (rows), not %s and %s",
              logits.spec(),
              labels.spec()));
    }
    floating("crossEntropy", "logits", logits);
  }

  private static Tensor ofTheLabels(Tensor logarithms, Tensor labels, Tensor logits) {
    try {
      return logarithms.gather(1, labels.unsqueeze(1));
    } catch (IllegalArgumentException e) {
      checkLabels(logits, labels);
      throw e;
    }
  }

  /// Searches for a wrong label only after `gather`, which checks each anyway, has found one.
  private static void checkLabels(Tensor logits, Tensor labels) {
    int[] values = labels.toInts();
    int classes = logits.size(1);
    for (int row = 0; row < values.length; row++) {
      if (values[row] < 0 || values[row] >= classes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "crossEntropy(%s, %s): the label of row %d is %d; expected at least 0 and less"
                    + " than %d",
                logits.spec(),
                labels.spec(),
                row,
                values[row],
                classes));
      }
    }
  }
}
