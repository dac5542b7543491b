package uk.ac.manchester.tornado.api.types.arrays;

/// A signature to compile against.
public abstract class TornadoNativeArray {
  TornadoNativeArray() {}

  /// How many elements there are.
  ///
  /// @return elements
  public abstract int getSize();
}
