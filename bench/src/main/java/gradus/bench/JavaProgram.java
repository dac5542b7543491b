package gradus.bench;

import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How to start another Java program with the JVM that runs this one.
final class JavaProgram {
  private JavaProgram() {}

  /// {@return the path of the command `java`}
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// Returns the options that this JVM was started with, such as those in GRADUS_JAVA_OPTS.
  static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /// Returns a class path with the jars or directories of some classes and nothing else.
  ///
  /// @param classes one class for each jar or directory
  static String classPath(Class<?>... classes) {
    return Stream.of(classes)
        .map(JavaProgram::place)
        .distinct()
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
