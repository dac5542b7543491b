package gradus.nn.distributed;

import gradus.engine.Backend;
import gradus.engine.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/// What the bits of a result depend on, beside the plan, the rows and the state. Workers with equal
/// fingerprints compute the same bits; a [Segment] refuses others.
///
/// @param backend the name of the backend
/// @param vectorBits the width of the backend's vectors in bits; 0 if nothing depends on it
/// @param java the feature version of Java, such as 25
/// @param architecture the processor's, such as `amd64`: logarithms and cosines of random numbers
///   may differ in the last bit
/// @param gradus the version of this library; `unknown` if it isn't packaged
public record Fingerprint(
    String backend, int vectorBits, int java, String architecture, String gradus)
    implements Serializable {
  private static final String PROPERTIES = "/META-INF/maven/io.gradus/gradus-nn/pom.properties";

  /// {@return the fingerprint of this JVM on the current backend}
  public static Fingerprint current() {
    Backend backend = Backends.current();
    return new Fingerprint(
        backend.name(),
        backend.vectorBits(),
        Runtime.version().feature(),
        System.getProperty("os.arch"),
        version());
  }

  /// The module's version, or, on the class path, that in the jar.
  private static String version() {
    if (Fingerprint.class.getModule().getDescriptor() != null) {
      return Fingerprint.class.getModule().getDescriptor().rawVersion().orElse("unknown");
    }
    Properties properties = new Properties();
    try (InputStream in = Fingerprint.class.getResourceAsStream(PROPERTIES)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }

  /// {@return what differs, such as `vectors of 256 bits, not 512`; empty if nothing does}
  ///
  /// @param other what is expected
  public List<String> differences(Fingerprint other) {
    List<String> all = new ArrayList<>();
    compare(all, "backend %s, not %s", backend, other.backend);
    compare(all, "vectors of %s bits, not %s", vectorBits, other.vectorBits);
    compare(all, "Java %s, not %s", java, other.java);
    compare(all, "architecture %s, not %s", architecture, other.architecture);
    compare(all, "Gradus %s, not %s", gradus, other.gradus);
    return all;
  }

  private static void compare(List<String> all, String message, Object mine, Object other) {
    if (!mine.equals(other)) {
      all.add(String.format(Locale.ROOT, message, mine, other));
    }
  }
}
