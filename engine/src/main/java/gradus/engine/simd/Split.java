package gradus.engine.simd;

/// A length cut into parts that are as equal as can be: the first ones may be shorter by 1.
///
/// @param parts how many
/// @param size of the shorter ones
/// @param longer how many, the last ones, are longer by 1
record Split(int parts, int size, int longer) {
  /// {@return into so many}
  static Split into(int parts, int length) {
    return new Split(parts, length / parts, length % parts);
  }

  /// {@return into the fewest, at least one, that are no longer than this}
  static Split atMost(int longest, int length) {
    return into(Math.max(1, (length + longest - 1) / longest), length);
  }

  /// {@return where a part starts, and the one before it ends}
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
