package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;

/// Losses: how far predictions are from targets, as the mean over all elements, a scalar. Shapes
/// must be equal: a prediction (n, 1) against a target (n) would broadcast to (n, n), a classic
/// mistake.
public final class Losses {
  private Losses() {}

  private static void checkShapes(String name, Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          "%s: the prediction is %s, the target %s; their shapes must be equal"
              .formatted(name, prediction.spec(), target.spec()));
    }
  }

  /// {@return the mean squared error}
  ///
  /// @param prediction of any shape
  /// @param target of the same shape
  public static Tensor mse(Tensor prediction, Tensor target) {
    checkShapes("mse", prediction, target);
    return prediction.sub(target).square().mean();
  }

  /// {@return the mean absolute error}
  ///
  /// @param prediction of any shape
  /// @param target of the same shape
  public static Tensor l1(Tensor prediction, Tensor target) {
    checkShapes("l1", prediction, target);
    return prediction.sub(target).abs().mean();
  }

  /// {@return the binary cross-entropy, -t·log σ(x) - (1 - t)·log(1 - σ(x)), of logits}
  ///
  /// @param logits x, of any shape
  /// @param target t, probabilities of the same shape
  public static Tensor bceWithLogits(Tensor logits, Tensor target) {
    checkShapes("bceWithLogits", logits, target);
    // The same as max(x, 0) - x·t + log(1 + e^-|x|), in which nothing overflows.
    Tensor tail = logits.abs().neg().exp().add(1).log();
    return logits.relu().sub(logits.mul(target)).add(tail).mean();
  }

  /// {@return the cross-entropy, the mean of -log softmax(x) at each row's label}
  ///
  /// @param logits x, (n, classes)
  /// @param labels the right classes, I32, (n), each from 0 to classes - 1
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    TensorSpec x = logits.spec();
    boolean fits = logits.rank() == 2 && labels.rank() == 1 && labels.dtype() == DType.I32;
    if (!fits || logits.size(0) != labels.size()) {
      throw new IllegalArgumentException(
          "crossEntropy: needs logits (n, classes) and labels i32 (n), not %s and %s"
              .formatted(x, labels.spec()));
    }
    return logits.logSoftmax(1).gather(1, labels.unsqueeze(1)).mean().neg();
  }
}
