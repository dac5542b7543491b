package gradus.engine.simd;

import gradus.engine.Backend;
import gradus.engine.BackendProvider;
import java.util.Locale;
import java.util.Optional;

/// Provides the backend on the JDK's Vector API if its incubator module is present.
public final class SimdProvider implements BackendProvider {
  private static final String MODULE = "jdk.incubator.vector";

  /// Creates a provider, for the service loader.
  public SimdProvider() {}

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public int priority() {
    return 100;
  }

  /// Looks the module up by name, because touching one of its classes would fail where it is
  /// missing.
  @Override
  public Optional<String> whyUnusable() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "the module %s is missing; run java with --add-modules %1$s", MODULE));
    }
    String jvm = System.getProperty("java.vm.name", "");
    return whyUncompiled(jvm, System.getProperty("java.vm.info", "")).or(Setting::mistake);
  }

  /// Returns why a JVM does not compile the Vector API, if its names tell. Uncompiled, each of its
  /// calls takes about a microsecond. What they do not tell, [Switch] finds out: it measures.
  ///
  /// @param name its `java.vm.name`
  /// @param info its `java.vm.info`, which HotSpot begins with its mode
  static Optional<String> whyUncompiled(String name, String info) {
    if (!name.endsWith("Server VM")) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "only the compiler C2 of a HotSpot Server VM makes the Vector API fast, and this is"
                  + " %s",
              name.isEmpty() ? "an unknown JVM" : name));
    }
    if (info.contains("interpreted mode")) {
      return Optional.of("the JVM compiles nothing; run java without -Xint");
    }
    if (info.contains("emulated-client")) {
      return Optional.of(
          "the JVM runs without its compiler C2; run java without -XX:TieredStopAtLevel=1 and"
              + " -XX:CompilationMode=quick-only");
    }
    return Optional.empty();
  }

  @Override
  public Backend backend() {
    return new SimdBackend();
  }
}
