package gradus.nn;

import java.util.function.Supplier;

/// The training mode, which [Dropout], [Dropout2d] and [BatchNorm] depend on. It is off by default,
/// and it is set only for the duration of a call to [#on] or [#off], in the thread of the call.
public final class Training {
  private static final ScopedValue<Boolean> MODE = ScopedValue.newInstance();

  private Training() {}

  /// Runs code in training mode.
  ///
  /// @param <T> the type of the result
  /// @param body the code
  /// @return the result of the code
  public static <T> T on(Supplier<T> body) {
    return ScopedValue.where(MODE, true).call(body::get);
  }

  /// Runs code out of training mode, such as a validation in the middle of an epoch.
  ///
  /// @param <T> the type of the result
  /// @param body the code
  /// @return the result of the code
  public static <T> T off(Supplier<T> body) {
    return ScopedValue.where(MODE, false).call(body::get);
  }

  /// {@return whether the training mode is on}
  public static boolean isOn() {
    return MODE.orElse(false);
  }
}
