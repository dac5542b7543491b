package gradus.engine.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loop of the matrix product: 12 rows by 2 vectors of sums, held in registers.
///
/// Written out because a FloatVector in an array, or handed from method to method, may be boxed;
/// and without masks, which make the compiler give up on a method of this size. The caller pads
/// with zeros instead.
final class Tile12x2 {
  static final int ROWS = 12;

  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private Tile12x2() {}

  /// C = A·B, or C += A·B.
  ///
  /// @param k the length of the sums
  /// @param a a panel: the 12 elements of A's first column, of its second, …
  /// @param b a panel: the 2·W elements of B's first row, of its second, …
  /// @param c 12 rows of 2·W elements, `ldc` apart
  static void multiply(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector b0 = FloatVector.zero(S);
    FloatVector a1 = FloatVector.zero(S);
    FloatVector b1 = FloatVector.zero(S);
    FloatVector a2 = FloatVector.zero(S);
    FloatVector b2 = FloatVector.zero(S);
    FloatVector a3 = FloatVector.zero(S);
    FloatVector b3 = FloatVector.zero(S);
    FloatVector a4 = FloatVector.zero(S);
    FloatVector b4 = FloatVector.zero(S);
    FloatVector a5 = FloatVector.zero(S);
    FloatVector b5 = FloatVector.zero(S);
    FloatVector a6 = FloatVector.zero(S);
    FloatVector b6 = FloatVector.zero(S);
    FloatVector a7 = FloatVector.zero(S);
    FloatVector b7 = FloatVector.zero(S);
    FloatVector a8 = FloatVector.zero(S);
    FloatVector b8 = FloatVector.zero(S);
    FloatVector a9 = FloatVector.zero(S);
    FloatVector b9 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector b10 = FloatVector.zero(S);
    FloatVector a11 = FloatVector.zero(S);
    FloatVector b11 = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      FloatVector left = FloatVector.fromArray(S, b, bo);
      FloatVector right = FloatVector.fromArray(S, b, bo + W);
      FloatVector x0 = FloatVector.broadcast(S, a[ao + 0]);
      a0 = x0.fma(left, a0);
      b0 = x0.fma(right, b0);
      FloatVector x1 = FloatVector.broadcast(S, a[ao + 1]);
      a1 = x1.fma(left, a1);
      b1 = x1.fma(right, b1);
      FloatVector x2 = FloatVector.broadcast(S, a[ao + 2]);
      a2 = x2.fma(left, a2);
      b2 = x2.fma(right, b2);
      FloatVector x3 = FloatVector.broadcast(S, a[ao + 3]);
      a3 = x3.fma(left, a3);
      b3 = x3.fma(right, b3);
      FloatVector x4 = FloatVector.broadcast(S, a[ao + 4]);
      a4 = x4.fma(left, a4);
      b4 = x4.fma(right, b4);
      FloatVector x5 = FloatVector.broadcast(S, a[ao + 5]);
      a5 = x5.fma(left, a5);
      b5 = x5.fma(right, b5);
      FloatVector x6 = FloatVector.broadcast(S, a[ao + 6]);
      a6 = x6.fma(left, a6);
      b6 = x6.fma(right, b6);
      FloatVector x7 = FloatVector.broadcast(S, a[ao + 7]);
      a7 = x7.fma(left, a7);
      b7 = x7.fma(right, b7);
      FloatVector x8 = FloatVector.broadcast(S, a[ao + 8]);
      a8 = x8.fma(left, a8);
      b8 = x8.fma(right, b8);
      FloatVector x9 = FloatVector.broadcast(S, a[ao + 9]);
      a9 = x9.fma(left, a9);
      b9 = x9.fma(right, b9);
      FloatVector x10 = FloatVector.broadcast(S, a[ao + 10]);
      a10 = x10.fma(left, a10);
      b10 = x10.fma(right, b10);
      FloatVector x11 = FloatVector.broadcast(S, a[ao + 11]);
      a11 = x11.fma(left, a11);
      b11 = x11.fma(right, b11);
      ao += 12;
      bo += 2 * W;
    }
    if (add) {
      a0 = a0.add(FloatVector.fromArray(S, c, co + 0 * ldc));
      b0 = b0.add(FloatVector.fromArray(S, c, co + 0 * ldc + W));
      a1 = a1.add(FloatVector.fromArray(S, c, co + 1 * ldc));
      b1 = b1.add(FloatVector.fromArray(S, c, co + 1 * ldc + W));
      a2 = a2.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      b2 = b2.add(FloatVector.fromArray(S, c, co + 2 * ldc + W));
      a3 = a3.add(FloatVector.fromArray(S, c, co + 3 * ldc));
      b3 = b3.add(FloatVector.fromArray(S, c, co + 3 * ldc + W));
      a4 = a4.add(FloatVector.fromArray(S, c, co + 4 * ldc));
      b4 = b4.add(FloatVector.fromArray(S, c, co + 4 * ldc + W));
      a5 = a5.add(FloatVector.fromArray(S, c, co + 5 * ldc));
      b5 = b5.add(FloatVector.fromArray(S, c, co + 5 * ldc + W));
      a6 = a6.add(FloatVector.fromArray(S, c, co + 6 * ldc));
      b6 = b6.add(FloatVector.fromArray(S, c, co + 6 * ldc + W));
      a7 = a7.add(FloatVector.fromArray(S, c, co + 7 * ldc));
      b7 = b7.add(FloatVector.fromArray(S, c, co + 7 * ldc + W));
      a8 = a8.add(FloatVector.fromArray(S, c, co + 8 * ldc));
      b8 = b8.add(FloatVector.fromArray(S, c, co + 8 * ldc + W));
      a9 = a9.add(FloatVector.fromArray(S, c, co + 9 * ldc));
      b9 = b9.add(FloatVector.fromArray(S, c, co + 9 * ldc + W));
      a10 = a10.add(FloatVector.fromArray(S, c, co + 10 * ldc));
      b10 = b10.add(FloatVector.fromArray(S, c, co + 10 * ldc + W));
      a11 = a11.add(FloatVector.fromArray(S, c, co + 11 * ldc));
      b11 = b11.add(FloatVector.fromArray(S, c, co + 11 * ldc + W));
    }
    a0.intoArray(c, co + 0 * ldc);
    b0.intoArray(c, co + 0 * ldc + W);
    a1.intoArray(c, co + 1 * ldc);
    b1.intoArray(c, co + 1 * ldc + W);
    a2.intoArray(c, co + 2 * ldc);
    b2.intoArray(c, co + 2 * ldc + W);
    a3.intoArray(c, co + 3 * ldc);
    b3.intoArray(c, co + 3 * ldc + W);
    a4.intoArray(c, co + 4 * ldc);
    b4.intoArray(c, co + 4 * ldc + W);
    a5.intoArray(c, co + 5 * ldc);
    b5.intoArray(c, co + 5 * ldc + W);
    a6.intoArray(c, co + 6 * ldc);
    b6.intoArray(c, co + 6 * ldc + W);
    a7.intoArray(c, co + 7 * ldc);
    b7.intoArray(c, co + 7 * ldc + W);
    a8.intoArray(c, co + 8 * ldc);
    b8.intoArray(c, co + 8 * ldc + W);
    a9.intoArray(c, co + 9 * ldc);
    b9.intoArray(c, co + 9 * ldc + W);
    a10.intoArray(c, co + 10 * ldc);
    b10.intoArray(c, co + 10 * ldc + W);
    a11.intoArray(c, co + 11 * ldc);
    b11.intoArray(c, co + 11 * ldc + W);
  }
}
