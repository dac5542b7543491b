package gradus.engine;

/// A block of elements that belongs to a backend: a Java array on the CPU, device memory elsewhere.
/// It is freed when it becomes unreachable.
public interface Storage {
  /// Returns the type of the elements.
  ///
  /// @return the type
  DType dtype();

  /// Returns the number of elements.
  ///
  /// @return elements
  int length();
}
