package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public interface TornadoRuntime {
  /// A signature.
  ///
  /// @param index which
  /// @return the backend
  TornadoBackend getBackend(int index);

  /// A signature.
  ///
  /// @return backends
  int getNumBackends();
}
