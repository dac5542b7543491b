package gradus.engine;

/// An operand of a kernel: elements of a storage, in the order of a layout.
///
/// @param storage the storage
/// @param layout the layout
public record Operand(Storage storage, Layout layout) {
  /// Returns the shape of the layout.
  ///
  /// @return the shape
  public Shape shape() {
    return layout.shape();
  }

  /// Returns the type of the storage's elements.
  ///
  /// @return the type
  public DType dtype() {
    return storage.dtype();
  }
}
