package gradus.engine.simd;

import gradus.engine.DType;
import java.util.Arrays;

/// Arrays on which [Warming] runs samples of the kernels.
final class Scratch {
  /// Long enough for the longest sample, [Warming#LONG] vectors, and the end of one more.
  static final int LENGTH = (Warming.LONG + 1) * Lanes.WIDTH;

  /// What the samples of element-wise loops read, and where they write: the same for all of them,
  /// since one thread runs them.
  private static final Object[] ONES = new Object[DType.values().length];

  private static final Object[] RESULTS = new Object[DType.values().length];

  private Scratch() {}

  /// {@return an array of a type, full of ones, that samples of loops share and only read}
  static Object ones(DType dtype) {
    return shared(ONES, dtype);
  }

  /// {@return an array of a type that samples of loops share and only write}
  static Object result(DType dtype) {
    return shared(RESULTS, dtype);
  }

  private static Object shared(Object[] arrays, DType dtype) {
    int i = dtype.ordinal();
    return arrays[i] = arrays[i] == null ? of(dtype) : arrays[i];
  }

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
