package uk.ac.manchester.tornado.api.common;

import uk.ac.manchester.tornado.api.TornadoDeviceContext;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/// A signature to compile against.
public interface TornadoDevice {
  /// A signature.
  ///
  /// @return the driver's name
  String getPlatformName();

  /// A signature.
  ///
  /// @return the hardware
  TornadoTargetDevice getPhysicalDevice();

  /// A signature.
  ///
  /// @return what it can do
  TornadoDeviceContext getDeviceContext();

  /// A signature.
  ///
  /// @return the kind of device
  TornadoDeviceType getDeviceType();

  /// A signature.
  ///
  /// @return the version of OpenCL
  String getDeviceOpenCLCVersion();

  /// A signature.
  ///
  /// @return bytes
  long getMaxGlobalMemory();

  /// A signature.
  ///
  /// @return bytes
  long getMaxAllocMemory();
}
