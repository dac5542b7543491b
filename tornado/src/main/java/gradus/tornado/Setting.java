package gradus.tornado;

import java.util.Locale;
import java.util.Optional;

/// The system properties of this backend, and those of TornadoVM that are required for correct
/// results.
final class Setting {
  /// The device memory for floats, in megabytes; another eighth is for integers.
  static final String MEMORY = "gradus.tornado.memory";

  static final String ADVICE =
      "; from 3500 on also -Dtornado.device.memory, TornadoVM's own limit (such as 8GB)";

  private static final int DEFAULT = 512;

  /// Just under 2³¹ floats, the limit of an int index.
  private static final int MOST = 8191;

  private Setting() {}

  /// Returns the value of [#MEMORY].
  static int megabytes() {
    return Integer.getInteger(MEMORY, DEFAULT);
  }

  /// Returns the capacity for floats.
  static int floats() {
    return (int) Math.min(Integer.MAX_VALUE / 16 * 16, megabytes() * (1L << 18));
  }

  /// Returns the capacity for integers.
  static int ints() {
    return floats() / 8;
  }

  /// Returns what is wrong with the settings, in a sentence; empty if nothing is.
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
