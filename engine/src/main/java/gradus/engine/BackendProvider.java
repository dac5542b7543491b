package gradus.engine;

import java.util.Optional;

/// Provides a backend to the engine; found by [java.util.ServiceLoader].
///
/// A provider must load on every machine. Anything it needs beyond the JDK's base module may be
/// touched only in [#backend()], after [#whyUnusable()] has returned empty.
public interface BackendProvider {
  /// Returns the backend's name.
  ///
  /// @return lower case, without spaces
  String name();

  /// Returns the priority; the usable backend with the highest one is the default.
  ///
  /// @return 0 for `reference`, 100 for `simd`, 200 for a GPU
  int priority();

  /// Returns the reason why the backend is unusable on this machine.
  ///
  /// @return one sentence that also names a remedy, or empty if the backend is usable
  Optional<String> whyUnusable();

  /// Returns the backend. Called once, when it is first used, and only if it is usable.
  ///
  /// @return the backend
  Backend backend();
}
