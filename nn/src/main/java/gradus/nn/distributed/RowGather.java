package gradus.nn.distributed;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;

/// Gathers stored rows, in which the features precede the targets, into one array of features and
/// one of targets. Numbers are little-endian.
final class RowGather {
  /// The length of the longest array in the JVM.
  static final int LARGEST = Integer.MAX_VALUE - 8;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Up to so many numbers, a loop takes less time than a copy with its checks.
  private static final int SHORT = 16;

  private final RowSpec spec;
  private final int rows;
  private final Numbers features;
  private final Numbers targets;
  private int next;

  RowGather(RowSpec spec, int rows) {
    this.spec = spec;
    this.rows = rows;
    this.features = Numbers.of(spec.features(), rows);
    this.targets = Numbers.of(spec.targets(), rows);
  }

  private sealed interface Numbers {
    static Numbers of(RowSpec.Field field, int rows) {
      int length = Math.multiplyExact(rows, field.size());
      return field.dtype() == DType.I32 ? new Ints(new int[length]) : new Floats(new float[length]);
    }

    static Numbers of(Tensor values) {
      return values.dtype() == DType.I32
          ? new Ints(values.toInts())
          : new Floats(values.toFloats());
    }

    void copy(MemorySegment from, long at, int start, int count);

    void store(int start, int count, MemorySegment to, long at);

    Tensor tensor(int... shape);
  }

  private record Floats(float[] array) implements Numbers {
    @Override
    public void copy(MemorySegment from, long at, int start, int count) {
      if (count > SHORT) {
        MemorySegment.copy(from, FLOAT, at, array, start, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        array[start + i] = from.get(FLOAT, at + (long) Float.BYTES * i);
      }
    }

    @Override
    public void store(int start, int count, MemorySegment to, long at) {
      MemorySegment.copy(array, start, to, FLOAT, at, count);
    }

    @Override
    public Tensor tensor(int... shape) {
      return Tensor.wrap(array, shape);
    }
  }

  private record Ints(int[] array) implements Numbers {
    @Override
    public void copy(MemorySegment from, long at, int start, int count) {
      if (count > SHORT) {
        MemorySegment.copy(from, INT, at, array, start, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        array[start + i] = from.get(INT, at + (long) Integer.BYTES * i);
      }
    }

    @Override
    public void store(int start, int count, MemorySegment to, long at) {
      MemorySegment.copy(array, start, to, INT, at, count);
    }

    @Override
    public Tensor tensor(int... shape) {
      return Tensor.fromArray(array, shape);
    }
  }

  /// {@return the stored form of rows}
  static byte[] bytes(RowSpec spec, Tensor features, Tensor targets) {
    int rows = features.size(0);
    long length = (long) rows * spec.bytes();
    if (length > LARGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "HeapShard: %d rows have %d bytes, and an array has at most %d; use more shards, or"
                  + " write them to files",
              rows,
              length,
              LARGEST));
    }
    byte[] bytes = new byte[(int) length];
    MemorySegment to = MemorySegment.ofArray(bytes);
    Numbers x = Numbers.of(features);
    Numbers y = Numbers.of(targets);
    int columns = spec.features().size();
    for (int row = 0; row < rows; row++) {
      long at = (long) row * spec.bytes();
      x.store(row * columns, columns, to, at);
      y.store(row * spec.targets().size(), spec.targets().size(), to, at + 4L * columns);
    }
    return bytes;
  }

  /// Takes the next row.
  ///
  /// @param from the bytes
  /// @param at where the row starts in them
  void add(MemorySegment from, long at) {
    int x = spec.features().size();
    int y = spec.targets().size();
    features.copy(from, at, next * x, x);
    targets.copy(from, at + (long) Float.BYTES * x, next * y, y);
    next++;
  }

  /// {@return the rows, all of which have been added}
  Dataset dataset() {
    return new Dataset(
        features.tensor(spec.features().batch(rows)), targets.tensor(spec.targets().batch(rows)));
  }
}
