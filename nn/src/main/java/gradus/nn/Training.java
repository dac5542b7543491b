package gradus.nn;

import java.util.function.Supplier;

/// The training mode, which [Dropout] depends on. It is off by default, and on only in the thread
/// and for the duration of a call to [#on].
public final class Training {
  private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();

  private Training() {}

  /// Runs code in training mode.
  ///
  /// @param <T> the type of the result
  /// @param body the code
  /// @return the result of the code
  public static <T> T on(Supplier<T> body) {
    return ScopedValue.where(ON, true).call(body::get);
  }

  /// {@return whether the training mode is on}
  public static boolean isOn() {
    return ON.isBound();
  }
}
