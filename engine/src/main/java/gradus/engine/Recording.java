package gradus.engine;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The [Recorder] of the current thread, if there is one. All operations, changes, creations and
/// readings of values report here.
final class Recording {
  /// The recorder; null for none, as if unbound.
  private static final ScopedValue<Recorder> RECORDER = ScopedValue.newInstance();

  /// Whether there has ever been a recorder. Most programs have none, and a field is faster to read
  /// than a scoped value. A thread that has a recorder has written this itself, or was started by
  /// one that has.
  private static boolean used;

  private Recording() {}

  private static boolean isOn() {
    return used && RECORDER.isBound() && RECORDER.get() != null;
  }

  static <T> T by(Recorder recorder, Supplier<T> body) {
    used = true;
    return ScopedValue.where(RECORDER, recorder).call(body::get);
  }

  /// Runs operations that are part of another, which is recorded itself.
  static <T> T off(Supplier<T> body) {
    return isOn() ? by(null, body) : body.get();
  }

  static void applied(Op op, Tensor output, Tensor... inputs) {
    if (isOn()) {
      tell(recorder -> recorder.applied(op, List.of(inputs), output));
    }
  }

  static void changed(Kernel kernel, Tensor target, Tensor... inputs) {
    if (isOn()) {
      tell(recorder -> recorder.changed(kernel, List.of(inputs), target));
    }
  }

  /// Reports a tensor that shares all elements with another.
  static void shared(Tensor tensor, Tensor other) {
    if (isOn()) {
      applied(new Movement.Expand(other.shape()), tensor, other);
    }
  }

  static void created(Tensor tensor) {
    if (isOn()) {
      tell(recorder -> recorder.created(tensor));
    }
  }

  static void read(Tensor tensor) {
    if (isOn()) {
      tell(recorder -> recorder.read(tensor));
    }
  }

  private static void tell(Consumer<Recorder> event) {
    Recorder recorder = RECORDER.get();
    Tensor.noGrad(
        () ->
            by(
                null,
                () -> {
                  event.accept(recorder);
                  return null;
                }));
  }
}
