package gradus.engine;

import java.util.Locale;

/// The type of a tensor's elements. Ordered as values promote: an operation on two types runs in
/// the later one.
public enum DType {
  /// 32-bit two's-complement integers: indices, labels and the 0 or 1 of a comparison.
  I32,
  /// IEEE 754 binary32, the default.
  F32,
  /// IEEE 754 binary64, mostly for checking.
  F64;

  /// Whether values are floating-point numbers, and so can have gradients.
  ///
  /// @return true for F32 and F64
  public boolean isFloating() {
    return this != I32;
  }

  /// The size of one element.
  ///
  /// @return bytes an element
  public int bytes() {
    return this == F64 ? 8 : 4;
  }

  /// The type that an operation on two types runs in: I32 gives way to F32, F32 to F64.
  ///
  /// @param a one type
  /// @param b the other
  /// @return the later of the two
  public static DType promote(DType a, DType b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /// The name in lower case, as messages and printed tensors show it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
