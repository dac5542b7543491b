package gradus.engine;

/// A run of elements that belongs to a backend: a Java array on the CPU, device memory elsewhere.
/// Freed when nothing reaches it any more.
public interface Storage {
  /// The elements' type.
  ///
  /// @return the type
  DType dtype();

  /// How many elements it holds.
  ///
  /// @return elements
  int length();
}
