package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.HostStorage;

/// Runs kernels on memory of its own: a real device through TornadoVM, or one that is emulated in
/// plain Java, for tests.
///
/// Device memory is two large arrays, one of floats and one of integers, in which each tensor has a
/// range. A TornadoVM kernel is bound to the arrays that it was compiled with.
interface Device {
  /// Returns a description: type, name, driver, memory.
  String about();

  /// Returns whether it is a GPU.
  boolean isGpu();

  /// Returns the size of its memory, in elements.
  ///
  /// @param dtype F32 or I32
  int capacity(DType dtype);

  /// Runs a kernel and waits for its end.
  ///
  /// @param kernel the kernel
  /// @param units the number of groups or elements; see [DeviceKernel#items]
  /// @param args [Args#SIZE] integers
  /// @param numbers [Args#NUMBERS] numbers
  void launch(DeviceKernel kernel, int units, int[] args, float... numbers);

  /// Copies elements to the device.
  ///
  /// @param elements F32 or I32
  /// @param place the index of the first in device memory
  void write(HostStorage elements, int place);

  /// Copies elements from the device.
  ///
  /// @param dtype F32 or I32
  /// @param place the index of the first in device memory
  /// @param length the number of elements
  /// @return a copy
  HostStorage read(DType dtype, int place, int length);
}
