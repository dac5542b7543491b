package uk.ac.manchester.tornado.api.enums;

/// Kinds of devices. A signature to compile against.
public enum TornadoDeviceType {
  /// A processor.
  CPU,
  /// A graphics processor.
  GPU
}
