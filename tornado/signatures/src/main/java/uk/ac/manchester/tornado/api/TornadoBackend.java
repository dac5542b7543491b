package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/// A signature to compile against.
public interface TornadoBackend {
  /// A signature.
  ///
  /// @param index which
  /// @return the device
  TornadoDevice getDevice(int index);

  /// A signature.
  ///
  /// @return the kind
  TornadoVMBackendType getBackendType();

  /// A signature.
  ///
  /// @return devices
  int getNumDevices();
}
