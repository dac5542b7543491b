package gradus.engine.simd;

import gradus.engine.Operand;
import gradus.engine.Sort;

/// The indices that sort along an axis: by radix, one byte of a key after the other, from the last
/// (D. Knuth, *The Art of Computer Programming*, volume 3, 5.2.5), which is stable and linear;
/// short rows by insertion. The key of an element is an unsigned integer in the order of the
/// elements.
final class Sorts {
  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 12;

  /// Rows up to this length are sorted by insertion.
  private static final int SHORT = 32;

  /// A row's keys and the indices of their elements, in the order so far, and room for the next.
  private long[] keys;

  private int[] indices;
  private long[] nextKeys;
  private int[] nextIndices;

  private Sorts(int n) {
    keys = new long[n];
    indices = new int[n];
    nextKeys = new long[n];
    nextIndices = new int[n];
  }

  static void run(Sort op, Operand input, Operand output) {
    Dense.Extent extent = Dense.Extent.of(output.shape(), op.axis());
    int n = extent.n();
    int inner = extent.inner();
    if (output.shape().size() == 0) {
      return;
    }
    Dense x = Dense.of(input);
    Dense y = Dense.room(output);
    int[] to = (int[]) y.array();
    Workers.share(
        extent.outer() * inner,
        Math.max(1, GRAIN / n),
        (first, end) -> {
          Sorts row = new Sorts(n);
          for (int k = first; k < end; k++) {
            int at = k / inner * n * inner + k % inner;
            row.read(x.array(), x.offset() + at, inner, op.descending());
            row.sort(x.array() instanceof double[] ? Long.BYTES : Integer.BYTES);
            for (int i = 0; i < n; i++) {
              to[y.offset() + at + i * inner] = row.indices[i];
            }
          }
        });
    y.writeTo(output);
  }

  private void read(Object from, int at, int stride, boolean descending) {
    for (int i = 0; i < keys.length; i++) {
      long key = key(from, at + i * stride);
      keys[i] = descending ? ~key : key;
      indices[i] = i;
    }
  }

  /// Returns a key in the last 4 bytes, or 8 for a double. The bits of positive numbers are in
  /// their order; those of negative ones are in the opposite order, and inverted. Adding 0 makes -0
  /// equal to 0. NaN is above infinity.
  private static long key(Object from, int at) {
    return switch (from) {
      case float[] x -> {
        int bits = Float.floatToIntBits(x[at] + 0f);
        yield bits ^ (bits >> 31 | Integer.MIN_VALUE);
      }
      case double[] x -> {
        long bits = Double.doubleToLongBits(x[at] + 0.0);
        yield bits ^ (bits >> 63 | Long.MIN_VALUE);
      }
      default -> ((int[]) from)[at] ^ Integer.MIN_VALUE;
    };
  }

  private void sort(int bytes) {
    if (keys.length <= SHORT) {
      insert(bytes);
    } else {
      for (int shift = 0; shift < 8 * bytes; shift += 8) {
        distribute(shift);
      }
    }
  }

  private void insert(int bytes) {
    long mask = -1L >>> 64 - 8 * bytes;
    for (int i = 1; i < keys.length; i++) {
      long key = keys[i];
      int index = indices[i];
      int j = i;
      for (; j > 0 && Long.compareUnsigned(keys[j - 1] & mask, key & mask) > 0; j--) {
        keys[j] = keys[j - 1];
        indices[j] = indices[j - 1];
      }
      keys[j] = key;
      indices[j] = index;
    }
  }

  /// Sorts by one byte of the key.
  private void distribute(int shift) {
    int[] ends = new int[256];
    for (long key : keys) {
      ends[(int) (key >>> shift) & 255]++;
    }
    if (ends[(int) (keys[0] >>> shift) & 255] == keys.length) {
      return;
    }
    for (int digit = 1; digit < 256; digit++) {
      ends[digit] += ends[digit - 1];
    }
    for (int i = keys.length - 1; i >= 0; i--) {
      int to = --ends[(int) (keys[i] >>> shift) & 255];
      nextKeys[to] = keys[i];
      nextIndices[to] = indices[i];
    }
    long[] otherKeys = keys;
    keys = nextKeys;
    nextKeys = otherKeys;
    int[] otherIndices = indices;
    indices = nextIndices;
    nextIndices = otherIndices;
  }
}
