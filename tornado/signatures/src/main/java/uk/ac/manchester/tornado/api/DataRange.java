package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/// A signature to compile against.
public class DataRange {
  /// A signature.
  ///
  /// @param array the array
  public DataRange(TornadoNativeArray array) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param offset in elements
  /// @return this
  public DataRange withOffset(long offset) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param size in elements
  /// @return this
  public DataRange withSize(long size) {
    throw Signature.only();
  }
}
