package gradus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The machine of a measurement.
///
/// @param cpu the name of the processor
/// @param processors the number of processors available to the JVM
/// @param vectorBits the width of the JVM's widest vectors, in bits
/// @param java the JVM and its version
/// @param os the operating system
public record Machine(String cpu, int processors, int vectorBits, String java, String os) {
  /// {@return this machine}
  public static Machine here() {
    return new Machine(
        processor(),
        Runtime.getRuntime().availableProcessors(),
        MachinePeak.vectorBits(),
        String.format(Locale.ROOT, "%s %s", System.getProperty("java.vm.name"), Runtime.version()),
        String.format(
            Locale.ROOT, "%s %s", System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  /// On Linux, a file has the name; elsewhere the environment or the architecture is used.
  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException _) {
      String windows = System.getenv("PROCESSOR_IDENTIFIER");
      return windows != null ? windows : System.getProperty("os.arch");
    }
  }

  /// {@return a description in one line}
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d processor%s, %d-bit vectors, %s, %s",
        cpu,
        processors,
        processors == 1 ? "" : "s",
        vectorBits,
        java,
        os);
  }
}
