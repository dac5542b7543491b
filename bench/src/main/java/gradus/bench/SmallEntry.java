package gradus.bench;

/// An engine's implementation of [SmallWork].
public interface SmallEntry extends Timed {
  /// {@return the loss of the last step, or the sum of the elements of the last result}
  double value();
}
