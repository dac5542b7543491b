package gradus.tornado;

import java.util.Locale;
import java.util.Optional;

/// The system properties that this backend reads, and those of TornadoVM's without which its
/// results aren't to be trusted.
final class Setting {
  /// How much of the device's memory tensors may take, in megabytes; an eighth more is for
  /// integers.
  static final String MEMORY = "gradus.tornado.memory";

  static final String ADVICE =
      "; from 3500 on also -Dtornado.device.memory, TornadoVM's own limit (such as 8GB)";

  private static final int DEFAULT = 512;

  /// Not quite 2³¹ floats, as many as an index counts.
  private static final int MOST = 8191;

  private Setting() {}

  /// The value of [#MEMORY].
  static int megabytes() {
    return Integer.getInteger(MEMORY, DEFAULT);
  }

  /// How many floats there are room for.
  static int floats() {
    return (int) Math.min(Integer.MAX_VALUE / 16 * 16, megabytes() * (1L << 18));
  }

  /// How many integers.
  static int ints() {
    return floats() / 8;
  }

  /// What is wrong with the settings, in a sentence; empty if nothing is.
  static Optional<String> mistake() {
    String memory = System.getProperty(MEMORY);
    if (memory != null && (Integer.getInteger(MEMORY, 0) < 1 || megabytes() > MOST)) {
      return Optional.of(
          String.format(
              Locale.ROOT, "-D%s=%s must be megabytes, from 1 to %d", MEMORY, memory, MOST));
    }
    if (!"false".equalsIgnoreCase(System.getProperty("tornado.recover.bailout"))) {
      return Optional.of(
          "TornadoVM would run a kernel that it can't compile as plain Java, in silence and without"
              + " groups; start java with -Dtornado.recover.bailout=False");
    }
    return Optional.empty();
  }
}
