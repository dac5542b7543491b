package gradus.engine;

import java.util.List;

/// Something that can hold tensors' elements and run kernels on them.
///
/// The engine has inferred shapes and types, broadcast the inputs and checked everything before it
/// calls; views never reach a backend. A backend is used from many threads at once.
public interface Backend {
  /// The name by which it is chosen, such as `simd`.
  ///
  /// @return lower case, no spaces
  String name();

  /// New storage. Its contents don't matter: a kernel or a copy writes all of it before it is read.
  ///
  /// @param dtype the elements' type
  /// @param length how many
  /// @return storage that only the caller has
  Storage allocate(DType dtype, int length);

  /// Brings elements to the Java heap.
  ///
  /// @param storage this backend's own
  /// @return the elements; possibly the storage itself, so callers only read it
  HostStorage toHost(Storage storage);

  /// Takes elements over from the Java heap.
  ///
  /// @param elements which the caller gives up: the backend may keep the array
  /// @return storage with those elements
  Storage fromHost(HostStorage elements);

  /// Runs a kernel: reads the inputs and writes every element of the output.
  ///
  /// Inputs of an [Elementwise] have been expanded to the output's shape, the factors of a [MatMul]
  /// to the output's batch and what it adds, if there is a third input, to the output's shape. The
  /// output's storage may be an input's as well only if the kernel is element-wise and both have
  /// the same layout.
  ///
  /// @param kernel what to compute
  /// @param inputs on this backend
  /// @param output on this backend; no two of its elements share a place
  void run(Kernel kernel, List<Operand> inputs, Operand output);
}
