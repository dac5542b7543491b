package gradus.engine;

/// What a kernel reads or writes: some elements of a storage, in the order that a layout gives
/// them.
///
/// @param storage where the elements are
/// @param layout which of them, in which order
public record Operand(Storage storage, Layout layout) {
  /// The shape of the layout.
  ///
  /// @return the shape
  public Shape shape() {
    return layout.shape();
  }

  /// The type of the storage's elements.
  ///
  /// @return the type
  public DType dtype() {
    return storage.dtype();
  }
}
