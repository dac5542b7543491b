package gradus.engine.simd;

import gradus.engine.HostStorage;
import gradus.engine.HostStorage.Doubles;
import gradus.engine.HostStorage.Floats;
import gradus.engine.HostStorage.Ints;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.reference.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Element-wise work in blocks that fit into the fastest cache: the inputs' elements are brought
/// together from wherever their layouts have them, worked on without gaps, and put where the
/// output's layout wants them. One loop thus serves every layout.
final class FloatBlocks {
  /// Three inputs and an output of this many floats fit into 32 KiB; a multiple of every width.
  private static final int BLOCK = 1024;

  private static final ThreadLocal<float[][]> MINE =
      ThreadLocal.withInitial(() -> new float[4][BLOCK]);

  /// What is done with a block.
  @FunctionalInterface
  interface Body {
    /// Computes a block.
    ///
    /// @param inputs the inputs' elements
    /// @param output where the results go
    /// @param n how many there are
    void block(float[][] inputs, float[] output, int n);
  }

  private FloatBlocks() {}

  static void forEach(List<Operand> inputs, Operand output, Body body) {
    int count = inputs.size();
    float[][] scratch = MINE.get();
    float[][] in = Arrays.copyOf(scratch, count);
    float[] out = scratch[3];
    HostStorage[] storages =
        inputs.stream().map(input -> (HostStorage) input.storage()).toArray(HostStorage[]::new);
    Rows rows =
        new Rows(
            Stream.concat(inputs.stream(), Stream.of(output))
                .map(Operand::layout)
                .toArray(Layout[]::new));
    rows.forEach(
        offsets -> {
          for (int start = 0; start < rows.length(); start += BLOCK) {
            int n = Math.min(BLOCK, rows.length() - start);
            for (int i = 0; i < count; i++) {
              int stride = rows.stride(i);
              load(storages[i], offsets[i] + start * stride, stride, in[i], n);
            }
            body.block(in, out, n);
            int stride = rows.stride(count);
            store(out, (HostStorage) output.storage(), offsets[count] + start * stride, stride, n);
          }
        });
  }

  private static void load(HostStorage from, int offset, int stride, float[] to, int n) {
    switch (from) {
      case Floats(float[] array) -> {
        if (stride == 1) {
          System.arraycopy(array, offset, to, 0, n);
        } else if (stride == 0) {
          Arrays.fill(to, 0, n, array[offset]);
        } else {
          for (int i = 0; i < n; i++) {
            to[i] = array[offset + i * stride];
          }
        }
      }
      case Ints(int[] array) -> {
        for (int i = 0; i < n; i++) {
          to[i] = array[offset + i * stride];
        }
      }
      case Doubles _ -> throw new IllegalArgumentException("doubles don't fit into floats");
    }
  }

  private static void store(float[] from, HostStorage to, int offset, int stride, int n) {
    switch (to) {
      case Floats(float[] array) -> {
        if (stride == 1) {
          System.arraycopy(from, 0, array, offset, n);
        } else {
          for (int i = 0; i < n; i++) {
            array[offset + i * stride] = from[i];
          }
        }
      }
      case Ints(int[] array) -> {
        for (int i = 0; i < n; i++) {
          array[offset + i * stride] = (int) from[i];
        }
      }
      case Doubles _ -> throw new IllegalArgumentException("floats have no doubles' digits");
    }
  }
}
