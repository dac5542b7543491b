package gradus.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops of [MachinePeak] in F32.
final class FloatPeak {
  /// The widest vectors.
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private FloatPeak() {}

  /// Computes a ← a·x + y, which stays near 1: it neither overflows nor gets denormal, which is
  /// slow. [MachinePeak] says why there are 12 of them.
  static float chains(int iterations) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector a0 = FloatVector.broadcast(SPECIES, 1.00f);
    FloatVector a1 = FloatVector.broadcast(SPECIES, 1.01f);
    FloatVector a2 = FloatVector.broadcast(SPECIES, 1.02f);
    FloatVector a3 = FloatVector.broadcast(SPECIES, 1.03f);
    FloatVector a4 = FloatVector.broadcast(SPECIES, 1.04f);
    FloatVector a5 = FloatVector.broadcast(SPECIES, 1.05f);
    FloatVector a6 = FloatVector.broadcast(SPECIES, 1.06f);
    FloatVector a7 = FloatVector.broadcast(SPECIES, 1.07f);
    FloatVector a8 = FloatVector.broadcast(SPECIES, 1.08f);
    FloatVector a9 = FloatVector.broadcast(SPECIES, 1.09f);
    FloatVector a10 = FloatVector.broadcast(SPECIES, 1.10f);
    FloatVector a11 = FloatVector.broadcast(SPECIES, 1.11f);
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
    FloatVector sum = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    return sum.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
  }

  /// Computes a ← b + 3·c for a range of elements.
  static void triad(float[] a, float[] b, float[] c, int from, int to) {
    int i = from;
    for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, c, i)
          .fma(FloatVector.broadcast(SPECIES, 3), FloatVector.fromArray(SPECIES, b, i))
          .intoArray(a, i);
    }
    for (; i < to; i++) {
      a[i] = Math.fma(3, c[i], b[i]);
    }
  }
}
