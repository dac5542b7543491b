package gradus.bench;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops of [MachinePeak] in F64.
final class DoublePeak {
  /// The widest vectors.
  static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

  private DoublePeak() {}

  /// Computes a ← a·x + y, which stays near 1: it neither overflows nor gets denormal, which is
  /// slow. [MachinePeak] says why there are 12 of them.
  static double chains(int iterations) {
    DoubleVector x = DoubleVector.broadcast(SPECIES, 0.999);
    DoubleVector y = DoubleVector.broadcast(SPECIES, 0.001);
    DoubleVector a0 = DoubleVector.broadcast(SPECIES, 1.00);
    DoubleVector a1 = DoubleVector.broadcast(SPECIES, 1.01);
    DoubleVector a2 = DoubleVector.broadcast(SPECIES, 1.02);
    DoubleVector a3 = DoubleVector.broadcast(SPECIES, 1.03);
    DoubleVector a4 = DoubleVector.broadcast(SPECIES, 1.04);
    DoubleVector a5 = DoubleVector.broadcast(SPECIES, 1.05);
    DoubleVector a6 = DoubleVector.broadcast(SPECIES, 1.06);
    DoubleVector a7 = DoubleVector.broadcast(SPECIES, 1.07);
    DoubleVector a8 = DoubleVector.broadcast(SPECIES, 1.08);
    DoubleVector a9 = DoubleVector.broadcast(SPECIES, 1.09);
    DoubleVector a10 = DoubleVector.broadcast(SPECIES, 1.10);
    DoubleVector a11 = DoubleVector.broadcast(SPECIES, 1.11);
    for (int i = 0; i < iterations; i++) {
      a0 = a0.fma(x, y);
      a1 = a1.fma(x, y);
      a2 = a2.fma(x, y);
      a3 = a3.fma(x, y);
      a4 = a4.fma(x, y);
      a5 = a5.fma(x, y);
      a6 = a6.fma(x, y);
      a7 = a7.fma(x, y);
      a8 = a8.fma(x, y);
      a9 = a9.fma(x, y);
      a10 = a10.fma(x, y);
      a11 = a11.fma(x, y);
    }
    DoubleVector sum = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    return sum.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
  }

  /// Computes a ← b + 3·c for a range of elements.
  static void triad(double[] a, double[] b, double[] c, int from, int to) {
    int i = from;
    for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
      DoubleVector.fromArray(SPECIES, c, i)
          .fma(DoubleVector.broadcast(SPECIES, 3), DoubleVector.fromArray(SPECIES, b, i))
          .intoArray(a, i);
    }
    for (; i < to; i++) {
      a[i] = Math.fma(3, c[i], b[i]);
    }
  }
}
