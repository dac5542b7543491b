package gradus.engine.reference;

import gradus.engine.Backend;
import gradus.engine.BackendProvider;
import java.util.Optional;

/// Provides the backend in plain Java, which runs anywhere.
public final class ReferenceProvider implements BackendProvider {
  /// Creates a provider, for the service loader.
  public ReferenceProvider() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> whyUnusable() {
    return Optional.empty();
  }

  @Override
  public Backend backend() {
    return new ReferenceBackend();
  }
}
