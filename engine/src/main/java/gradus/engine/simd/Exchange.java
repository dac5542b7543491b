package gradus.engine.simd;

import java.lang.reflect.Array;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Lane exchanges by a power of two, d: the shuffle that exchanges lanes i and i XOR d, the mask of
/// the lanes with bit d set, and that of the others. They are static fields, so that the JIT treats
/// them as constants; REST has masks for tails: the W integers from index n on have all bits set in
/// the last n, and none in the others.
final class Exchange {
  private Exchange() {}

  /// For vectors of floats.
  static final class Floats {
    static final VectorShuffle<Float> BY_1 = by(1, Lanes.FLOAT);
    static final VectorShuffle<Float> BY_2 = by(2, Lanes.FLOAT);
    static final VectorShuffle<Float> BY_4 = by(4, Lanes.FLOAT);
    static final VectorShuffle<Float> BY_8 = by(8, Lanes.FLOAT);
    static final VectorMask<Float> WITH_1 = with(1, Lanes.FLOAT);
    static final VectorMask<Float> WITH_2 = with(2, Lanes.FLOAT);
    static final VectorMask<Float> WITH_4 = with(4, Lanes.FLOAT);
    static final VectorMask<Float> WITH_8 = with(8, Lanes.FLOAT);
    static final VectorMask<Float> WITHOUT_1 = WITH_1.not();
    static final VectorMask<Float> WITHOUT_2 = WITH_2.not();
    static final VectorMask<Float> WITHOUT_4 = WITH_4.not();
    static final VectorMask<Float> WITHOUT_8 = WITH_8.not();
    static final int[] REST = (int[]) rest(new int[2 * Lanes.FLOAT.length()]);

    private Floats() {}
  }

  /// For vectors of doubles.
  static final class Doubles {
    static final VectorShuffle<Double> BY_1 = by(1, Lanes.DOUBLE);
    static final VectorShuffle<Double> BY_2 = by(2, Lanes.DOUBLE);
    static final VectorShuffle<Double> BY_4 = by(4, Lanes.DOUBLE);
    static final VectorMask<Double> WITH_1 = with(1, Lanes.DOUBLE);
    static final VectorMask<Double> WITH_2 = with(2, Lanes.DOUBLE);
    static final VectorMask<Double> WITH_4 = with(4, Lanes.DOUBLE);
    static final VectorMask<Double> WITHOUT_1 = WITH_1.not();
    static final VectorMask<Double> WITHOUT_2 = WITH_2.not();
    static final VectorMask<Double> WITHOUT_4 = WITH_4.not();
    static final long[] REST = (long[]) rest(new long[2 * Lanes.DOUBLE.length()]);

    private Doubles() {}
  }

  private static Object rest(Object integers) {
    int length = Array.getLength(integers);
    for (int i = length / 2; i < length; i++) {
      Array.setInt(integers, i, -1);
    }
    return integers;
  }

  private static <E> VectorShuffle<E> by(int distance, VectorSpecies<E> species) {
    return VectorShuffle.fromOp(species, i -> (i ^ distance) % species.length());
  }

  private static <E> VectorMask<E> with(int bit, VectorSpecies<E> species) {
    boolean[] lanes = new boolean[species.length()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(species, lanes, 0);
  }
}
