package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.HostStorage;

/// What runs kernels on memory of its own: a real device through TornadoVM, or one that is emulated
/// in plain Java, for tests.
///
/// Its memory is two long arrays, of floating-point numbers and of integers, in which each tensor
/// has its place; a TornadoVM kernel is bound to the arrays that it was compiled with.
interface Device {
  /// What it is, in words: its kind, its name, its driver, its memory.
  String about();

  /// Whether it is a graphics processor.
  boolean isGpu();

  /// How many elements its memory has.
  ///
  /// @param dtype F32 or I32
  int capacity(DType dtype);

  /// Runs a kernel to its end.
  ///
  /// @param kernel the kernel
  /// @param units how many groups, or elements; see [DeviceKernel#items]
  /// @param args [Args#SIZE] integers
  /// @param numbers [Args#NUMBERS] numbers
  void launch(DeviceKernel kernel, int units, int[] args, float... numbers);

  /// Brings elements to the device.
  ///
  /// @param elements F32 or I32
  /// @param place where they go
  void write(HostStorage elements, int place);

  /// Brings elements from the device.
  ///
  /// @param dtype F32 or I32
  /// @param place where they are
  /// @param length how many
  /// @return a copy
  HostStorage read(DType dtype, int place, int length);
}
