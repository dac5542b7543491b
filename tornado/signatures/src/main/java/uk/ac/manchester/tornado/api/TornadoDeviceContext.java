package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public interface TornadoDeviceContext {
  /// A signature.
  ///
  /// @return whether there are doubles
  boolean isFP64Supported();
}
