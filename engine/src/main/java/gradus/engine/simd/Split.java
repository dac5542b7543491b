package gradus.engine.simd;

/// A length divided into parts of nearly equal size; the first ones may be shorter by 1.
///
/// @param parts the number of parts
/// @param size the size of the shorter parts
/// @param longer the number of parts, at the end, that are longer by 1
record Split(int parts, int size, int longer) {
  /// {@return a split into a number of parts}
  static Split into(int parts, int length) {
    return new Split(parts, length / parts, length % parts);
  }

  /// {@return a split into the smallest number of parts, at least one, that are at most this long}
  static Split atMost(int longest, int length) {
    return into(Math.max(1, Math.ceilDiv(length, longest)), length);
  }

  /// {@return the start of a part, which is the end of the previous one}
  int start(int part) {
    return part * size + Math.max(0, part - (parts - longer));
  }

  int size(int part) {
    return part < parts - longer ? size : size + 1;
  }

  int length() {
    return parts * size + longer;
  }
}
