package gradus.engine.simd;

import gradus.engine.Elementwise;
import java.util.Arrays;

/// Element-wise operations on operands that are contiguous or have a single element. They need no
/// boxes, and only single elements are expanded.
final class StraightRuns {
  private StraightRuns() {}

  /// Computes an element-wise operation.
  ///
  /// @param arrays the arrays of the operands, the output's last; those of one element are replaced
  /// @param offsets the offset of each operand
  /// @param single the operands of one element, one bit for each
  /// @param n the number of elements
  static void run(Elementwise op, Object[] arrays, int[] offsets, int single, int n) {
    int longest = single == 0 ? Runs.LONGEST : Runs.BLOCK;
    for (int i = 0; single >> i != 0; i++) {
      if ((single >> i & 1) == 1) {
        Object block = Runs.scratch(arrays[i], Math.min(n, Runs.BLOCK));
        fill(arrays[i], offsets[i], block);
        arrays[i] = block;
        offsets[i] = 0;
      }
    }
    if (n <= longest) {
      Loops.run(op, arrays, offsets, n);
      return;
    }
    int grain = Loops.grain(op);
    if (n < 2 * grain) {
      pieces(op, arrays, offsets, single, longest, 0, n);
      return;
    }
    Workers.share(
        n, grain, (first, end) -> pieces(op, arrays, offsets, single, longest, first, end));
  }

  private static void pieces(
      Elementwise op, Object[] arrays, int[] offsets, int single, int longest, int first, int end) {
    int[] at = new int[offsets.length];
    for (int start = first; start < end; ) {
      for (int i = 0; i < at.length; i++) {
        at[i] = offsets[i] + ((single >> i & 1) == 1 ? 0 : start);
      }
      int n = Math.min(longest, end - start);
      Loops.run(op, arrays, at, n);
      start += n;
    }
  }

  private static void fill(Object from, int place, Object block) {
    if (block instanceof float[] floats) {
      Arrays.fill(floats, ((float[]) from)[place]);
    } else if (block instanceof int[] ints) {
      Arrays.fill(ints, ((int[]) from)[place]);
    } else {
      Arrays.fill((double[]) block, ((double[]) from)[place]);
    }
  }
}
