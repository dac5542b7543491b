package gradus.engine.simd;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/// The system properties of this backend, all of them integers. An invalid value makes the backend
/// unusable, with a message that says what was expected, before any of its classes needs the
/// number.
enum Setting {
  /// The number of threads that share the work of a kernel; see [Workers].
  THREADS("gradus.threads", "a number of threads, at least 1", n -> n >= 1),

  /// The number of bits of a vector; see [Lanes].
  BITS("gradus.simd.bits", "128, 256 or 512", n -> n == 128 || n == 256 || n == 512),

  /// The number of elements that a loop processes in plain Java before its vector code is warmed,
  /// and used once it is fast. With 0, vectors are used at once; with the largest, 2147483647,
  /// never. See [Switch].
  WARM_UP("gradus.simd.warmup", "a number of elements, at least 0", n -> n >= 0);

  private final String property;
  private final String expected;
  private final IntPredicate valid;

  Setting(String property, String expected, IntPredicate valid) {
    this.property = property;
    this.expected = expected;
    this.valid = valid;
  }

  /// {@return the property's value, if it is set}
  ///
  /// @throws IllegalStateException if the value is invalid
  OptionalInt value() {
    String given = System.getProperty(property);
    if (given == null) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(given.strip());
      if (valid.test(number)) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException _) {
      // The message below says what was expected.
    }
    throw new IllegalStateException(
        String.format(Locale.ROOT, "-D%s=%s: must be %s", property, given, expected));
  }

  /// {@return a message about the first invalid setting, if there is one}
  static Optional<String> mistake() {
    return Arrays.stream(values()).flatMap(s -> s.mistaken().stream()).findFirst();
  }

  private Optional<String> mistaken() {
    try {
      value();
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(e.getMessage());
    }
  }
}
