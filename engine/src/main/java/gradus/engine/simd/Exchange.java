package gradus.engine.simd;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Lane exchanges by a power of two, d: the shuffle that exchanges lanes i and i XOR d, the mask of
/// the lanes with bit d set, and that of the others. They are static fields, so that the JIT treats
/// them as constants.
final class Exchange {
  static final VectorShuffle<Float> BY_1 = by(1);
  static final VectorShuffle<Float> BY_2 = by(2);
  static final VectorShuffle<Float> BY_4 = by(4);
  static final VectorShuffle<Float> BY_8 = by(8);
  static final VectorMask<Float> WITH_1 = with(1);
  static final VectorMask<Float> WITH_2 = with(2);
  static final VectorMask<Float> WITH_4 = with(4);
  static final VectorMask<Float> WITH_8 = with(8);
  static final VectorMask<Float> WITHOUT_1 = WITH_1.not();
  static final VectorMask<Float> WITHOUT_2 = WITH_2.not();
  static final VectorMask<Float> WITHOUT_4 = WITH_4.not();
  static final VectorMask<Float> WITHOUT_8 = WITH_8.not();

  /// Masks for tails: the W integers from index n on have all bits set in the last n, and none in
  /// the others.
  static final int[] REST = rest();

  static final ClassDesc HERE = Assembler.describe(Exchange.class);
  static final ClassDesc SHUFFLE = Assembler.describe(VectorShuffle.class);
  static final ClassDesc MASK = Assembler.describe(VectorMask.class);
  static final MethodTypeDesc REARRANGE = MethodTypeDesc.of(Assembler.VECTOR, SHUFFLE);
  static final MethodTypeDesc BLEND =
      MethodTypeDesc.of(Assembler.VECTOR, Assembler.describe(Vector.class), MASK);

  private Exchange() {}

  private static int[] rest() {
    int[] rest = new int[2 * Lanes.WIDTH];
    Arrays.fill(rest, Lanes.WIDTH, rest.length, -1);
    return rest;
  }

  private static VectorShuffle<Float> by(int distance) {
    return VectorShuffle.fromOp(Lanes.FLOAT, i -> (i ^ distance) % Lanes.WIDTH);
  }

  private static VectorMask<Float> with(int bit) {
    boolean[] lanes = new boolean[Lanes.WIDTH];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(Lanes.FLOAT, lanes, 0);
  }
}
