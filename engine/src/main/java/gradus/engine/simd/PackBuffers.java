package gradus.engine.simd;

import java.lang.reflect.Array;
import java.util.EnumMap;
import java.util.Map;

/// The packing buffers of a thread for a type of elements. They keep their contents until the
/// thread asks for the same buffer again.
final class PackBuffers {
  private static final ThreadLocal<Map<Lane, PackBuffers>> MINE =
      ThreadLocal.withInitial(() -> new EnumMap<>(Lane.class));

  private final Lane lane;
  private Object a;
  private Object b;
  private Object tile;
  private Object planes;
  private Object runs;

  private PackBuffers(Lane lane) {
    this.lane = lane;
    this.a = lane.level1().allocate(0);
    this.b = a;
    this.tile = a;
    this.planes = a;
    this.runs = a;
  }

  static PackBuffers of(Lane lane) {
    return MINE.get().computeIfAbsent(lane, PackBuffers::new);
  }

  /// {@return an array for packed rows of A}
  Object a(int length) {
    return a = atLeast(a, length);
  }

  /// {@return an array for packed panels of B}
  Object b(int length) {
    return b = atLeast(b, length);
  }

  /// {@return an array for a tile beside C}
  Object tile(int length) {
    return tile = atLeast(tile, length);
  }

  /// {@return an array for the padded signals of a convolution}
  Object planes(int length) {
    return planes = atLeast(planes, length);
  }

  /// {@return an array for runs that are transposed into a panel}
  Object runs(int length) {
    return runs = atLeast(runs, length);
  }

  private Object atLeast(Object array, int length) {
    return Array.getLength(array) >= length ? array : lane.level1().allocate(length);
  }
}
