package gradus.engine;

import java.util.Optional;

/// Offers a backend to the engine; found by [java.util.ServiceLoader].
///
/// A provider must load on every machine: what it needs beyond the JDK's base module, it touches
/// only inside [#backend()], after [#whyUnusable()] has said that it is there.
public interface BackendProvider {
  /// The backend's name.
  ///
  /// @return lower case, no spaces
  String name();

  /// Among usable backends the one with the highest priority is the default.
  ///
  /// @return 0 for `reference`, 100 for `simd`, 200 for a GPU
  int priority();

  /// Why the backend can't be used here.
  ///
  /// @return one sentence that also says what would help, or empty if it can be used
  Optional<String> whyUnusable();

  /// The backend; asked for once, when it is first used, and only if it is usable.
  ///
  /// @return the backend
  Backend backend();
}
