package gradus.engine.simd;

/// A length divided into parts: of nearly equal size, where the first ones may be shorter by 1, or
/// of equal size, where the last one may be shorter by more.
///
/// @param parts the number of parts
/// @param size the size of the shorter parts, or of all but the last
/// @param longer the number of parts, at the end, that are longer by 1
/// @param length the length of all parts together
record Split(int parts, int size, int longer, int length) {
  /// {@return a split into a number of parts of nearly equal size}
  static Split into(int parts, int length) {
    return new Split(parts, length / parts, length % parts, length);
  }

  /// {@return a split into parts of a size, at least one; the last may be shorter}
  static Split each(int size, int length) {
    return new Split(Math.max(1, Math.ceilDiv(length, size)), size, 0, length);
  }

  /// {@return a split into the smallest number of parts, at least one, that are at most this long}
  static Split atMost(int longest, int length) {
    return into(Math.max(1, Math.ceilDiv(length, longest)), length);
  }

  /// {@return the start of a part, which is the end of the previous one}
  int start(int part) {
    return part == parts ? length : part * size + Math.max(0, part - (parts - longer));
  }

  int size(int part) {
    return part < parts - longer ? Math.min(size, length - part * size) : size + 1;
  }
}
