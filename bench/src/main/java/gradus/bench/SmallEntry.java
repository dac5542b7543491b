package gradus.bench;

/// How an engine does [SmallWork].
public interface SmallEntry extends Timed {
  /// {@return the loss of the last step, or the sum of the last result's elements}
  double value();
}
