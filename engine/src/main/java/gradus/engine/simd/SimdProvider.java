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
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? Setting.mistake()
        : Optional.of(
            String.format(
                Locale.ROOT, "the module %s is missing; run java with --add-modules %1$s", MODULE));
  }

  @Override
  public Backend backend() {
    return new SimdBackend();
  }
}
