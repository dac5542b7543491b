package gradus.nn.distributed;

import java.util.Locale;

/// Thrown where a loss, or a parameter after a step, is NaN or infinite. The state from which the
/// segment began is still good; a smaller learning rate may help.
public final class DivergedException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  /// The number of the step.
  private final int step;

  /// Creates an exception.
  ///
  /// @param step the number of the step, from 0
  /// @param problem what is wrong there
  public DivergedException(int step, String problem) {
    super(String.format(Locale.ROOT, "step %d: %s", step, problem));
    this.step = step;
  }

  /// {@return the number of the step, from 0}
  public int step() {
    return step;
  }
}
