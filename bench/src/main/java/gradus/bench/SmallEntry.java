package gradus.bench;

/// An engine's implementation of [SmallWork] or of a [NetProblem].
public interface SmallEntry extends Timed {
  /// {@return the loss of the last step, or the sum of the elements of the last result; the mean of
  /// their absolute values for a network's logits}
  double value();
}
