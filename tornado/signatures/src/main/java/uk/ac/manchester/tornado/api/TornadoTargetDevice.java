package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public interface TornadoTargetDevice {
  /// A signature.
  ///
  /// @return the name
  String getDeviceName();

  /// A signature.
  ///
  /// @return work items on each axis
  long[] getDeviceMaxWorkGroupSize();
}
