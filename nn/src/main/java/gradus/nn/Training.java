package gradus.nn;

import java.util.function.Supplier;

/// Whether a network is being trained, which [Dropout] asks. It is off unless said otherwise, and
/// on only in the thread and for the time of a call to [#on].
public final class Training {
  private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();

  private Training() {}

  /// Runs something as part of training.
  ///
  /// @param <T> the type of the result
  /// @param body what to run
  /// @return what it returns
  public static <T> T on(Supplier<T> body) {
    return ScopedValue.where(ON, true).call(body::get);
  }

  /// {@return whether this is part of training}
  public static boolean isOn() {
    return ON.isBound();
  }
}
