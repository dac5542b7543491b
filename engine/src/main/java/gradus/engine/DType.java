package gradus.engine;

import java.util.Locale;

/// The type of a tensor's elements, in the order of promotion: an operation on two types uses the
/// later one.
public enum DType {
  /// 32-bit two's-complement integers: indices, labels and the 0 or 1 of a comparison.
  I32,
  /// IEEE 754 binary32, the default.
  F32,
  /// IEEE 754 binary64, mostly for checking gradients.
  F64;

  /// Returns whether values are floating-point numbers, which can have gradients.
  ///
  /// @return true for F32 and F64
  public boolean isFloating() {
    return this != I32;
  }

  /// Returns the size of one element.
  ///
  /// @return bytes per element
  public int bytes() {
    return this == F64 ? 8 : 4;
  }

  /// Returns the type of an operation on two types: I32 is promoted to F32, F32 to F64.
  ///
  /// @param a one type
  /// @param b the other
  /// @return the later of the two
  public static DType promote(DType a, DType b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /// Returns the name in lower case, as in messages and printed tensors.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
