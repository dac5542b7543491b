package gradus.cli;

import gradus.engine.Backend;
import gradus.engine.Backends;

/// The choice of a backend on the command line.
public final class BackendChoice {
  private BackendChoice() {}

  /// {@return a backend}
  ///
  /// @param name its name, as given to `--backend`, or null for the default
  /// @throws InputException if there is no such backend or it can't be used here
  public static Backend named(String name) {
    try {
      return name == null ? Backends.current() : Backends.named(name);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InputException(name == null ? e.getMessage() : "--backend: " + e.getMessage());
    }
  }

  /// Runs a command's work on a backend.
  ///
  /// @param name its name, as given to `--backend`, or null for the default
  /// @param body the work
  /// @throws InputException if there is no such backend or it can't be used here
  public static void using(String name, Runnable body) {
    Backends.using(
        named(name),
        () -> {
          body.run();
          return null;
        });
  }
}
