package gradus.engine;

import java.util.List;

/// A device or library that stores tensors and runs kernels on them.
///
/// The engine infers shapes and types, broadcasts the inputs and checks all arguments before it
/// calls a backend; backends never see view operations. A backend must be thread-safe.
public interface Backend {
  /// Returns the name by which this backend is selected, such as `simd`.
  ///
  /// @return lower case, without spaces
  String name();

  /// Returns the width of the vectors that this backend computes with, if results depend on it: two
  /// machines then return the same bits only where it is the same.
  ///
  /// @return bits; 0, the default, if nothing depends on it
  default int vectorBits() {
    return 0;
  }

  /// Allocates storage. Its contents are unspecified: a kernel or a copy writes all of it before it
  /// is read.
  ///
  /// @param dtype the type of the elements
  /// @param length the number of elements
  /// @return storage that is not shared
  Storage allocate(DType dtype, int length);

  /// Copies elements to the Java heap.
  ///
  /// @param storage storage of this backend
  /// @return the elements; possibly the storage itself, so callers must not write to it
  HostStorage toHost(Storage storage);

  /// Copies elements from the Java heap.
  ///
  /// @param elements the elements; the caller gives up ownership, and the backend may keep the
  ///   array
  /// @return storage with those elements
  Storage fromHost(HostStorage elements);

  /// Runs a kernel: reads the inputs and writes every element of the output.
  ///
  /// The inputs of an [Elementwise] kernel have been expanded to the output's shape; the operands
  /// of a [MatMul] to the output's batch axes, and its third input, if there is one, to the
  /// output's shape. The output may share its storage with an input only if the kernel is
  /// element-wise and both have the same layout.
  ///
  /// @param kernel the kernel
  /// @param inputs on this backend
  /// @param output on this backend; each of its elements has its own position in the storage
  void run(Kernel kernel, List<Operand> inputs, Operand output);
}
