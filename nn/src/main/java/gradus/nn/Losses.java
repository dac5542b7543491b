package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.Locale;

/// How wrong predictions are: a scalar, the mean over all elements or rows, 0 at best.
///
/// Shapes must be equal. That (n, 1) and (n) would broadcast to n² differences is the classic way
/// to train a network on nonsense.
public final class Losses {
  private Losses() {}

  private static void check(String name, Tensor prediction, Tensor target) {
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

  /// The mean squared error.
  ///
  /// @param prediction what the model says
  /// @param target what is true, of the same shape
  /// @return the mean of (prediction - target)²
  public static Tensor mse(Tensor prediction, Tensor target) {
    check("mse", prediction, target);
    return prediction.sub(target).square().mean();
  }

  /// The mean absolute error.
  ///
  /// @param prediction what the model says
  /// @param target what is true, of the same shape
  /// @return the mean of |prediction - target|
  public static Tensor l1(Tensor prediction, Tensor target) {
    check("l1", prediction, target);
    return prediction.sub(target).abs().mean();
  }

  /// The binary cross-entropy of predictions that still have to go through a sigmoid.
  ///
  /// With σ the sigmoid, -(y log σ(x) + (1 - y) log(1 - σ(x))) = log(1 + eˣ) - x y. The logarithm
  /// is taken as m + log(e⁻ᵐ + eˣ⁻ᵐ) with m = max(x, 0), in which nothing overflows. To the
  /// gradient m is a constant, which the value doesn't depend on; so it is σ(x) - y everywhere, 0
  /// included.
  ///
  /// @param logits what the model says: the logarithm of the odds
  /// @param target the probability that is true, mostly 0 or 1, of the same shape
  /// @return the mean over all elements
  public static Tensor bceWithLogits(Tensor logits, Tensor target) {
    check("bceWithLogits", logits, target);
    Tensor m = logits.detach().relu();
    Tensor softplus = m.neg().exp().add(logits.sub(m).exp()).log().add(m);
    return softplus.sub(logits.mul(target)).mean();
  }

  /// The cross-entropy of predictions that still have to go through a softmax, for rows that each
  /// belong to one class.
  ///
  /// @param logits (rows, classes): what the model says
  /// @param labels (rows), I32: each row's class, from 0
  /// @return the mean over the rows of the negative logarithm of the true class's probability
  /// @throws IllegalArgumentException if the shapes or types are others, or a label isn't one of
  ///   the classes; the message says which
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
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
    Tensor logarithms = logits.logSoftmax(1);
    Tensor ofTheLabels;
    try {
      ofTheLabels = logarithms.gather(1, labels.unsqueeze(1));
    } catch (IllegalArgumentException e) {
      checkLabels(logits, labels);
      throw e;
    }
    return ofTheLabels.mean().neg();
  }

  /// Looks for a wrong label only after `gather` has found one, which looks at each anyway.
  private static void checkLabels(Tensor logits, Tensor labels) {
    int[] values = labels.toInts();
    int classes = logits.size(1);
    for (int row = 0; row < values.length; row++) {
      if (values[row] < 0 || values[row] >= classes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "crossEntropy(%s, %s): the label of row %d is %d; expected at least 0 and less than"
                    + " %d",
                logits.spec(),
                labels.spec(),
                row,
                values[row],
                classes));
      }
    }
  }
}
