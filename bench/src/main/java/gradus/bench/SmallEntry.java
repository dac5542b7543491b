package gradus.bench;

/// An engine's implementation of [SmallWork], of a [NetProblem] or of a [TextProblem].
public interface SmallEntry extends Timed {
  /// {@return the loss of the last step, or the sum of the elements of the last result; the mean of
  /// their absolute values for logits}
  double value();
}
