package gradus.titanic;

import gradus.engine.Backend;
import gradus.engine.Backends;

/// The choice of a backend on the command line.
final class BackendChoice {
  private BackendChoice() {}

  /// Runs something on a backend.
  ///
  /// @param name its name, or null for the default
  static void using(String name, Runnable body) {
    Backend backend;
    try {
      backend = name == null ? Backends.current() : Backends.named(name);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InputException(name == null ? e.getMessage() : "--backend: " + e.getMessage());
    }
    Backends.using(
        backend,
        () -> {
          body.run();
          return null;
        });
  }
}
