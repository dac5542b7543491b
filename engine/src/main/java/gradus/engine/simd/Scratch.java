package gradus.engine.simd;

import gradus.engine.DType;
import java.util.Arrays;

/// Arrays on which [Warming] runs samples of the kernels.
final class Scratch {
  /// Long enough for the longest sample, [Warming#LONG] vectors, and the end of one more.
  static final int LENGTH = (Warming.LONG + 1) * Lanes.WIDTH;

  private Scratch() {}

  /// {@return a new array of a type, full of ones: operands of which no result is special}
  static Object of(DType dtype) {
    return of(dtype, LENGTH);
  }

  /// {@return a new array of a type and a length, full of ones}
  static Object of(DType dtype, int length) {
    return switch (dtype) {
      case F32 -> {
        float[] floats = new float[length];
        Arrays.fill(floats, 1);
        yield floats;
      }
      case F64 -> {
        double[] doubles = new double[length];
        Arrays.fill(doubles, 1);
        yield doubles;
      }
      case I32 -> {
        int[] ints = new int[length];
        Arrays.fill(ints, 1);
        yield ints;
      }
    };
  }
}
