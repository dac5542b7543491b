package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Binary;
import gradus.engine.Unary;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How far the functions of floats are from the exact ones, over all floats: in units in the last
/// place of the exact result, half of one at best.
class FunctionsTest {
  /// A prime, so that the floats tried have all sorts of last bits.
  private static final int EVERY = 4099;

  static Stream<Unary> functions() {
    return Arrays.stream(Unary.values()).filter(op -> op.formula().exact() != null);
  }

  /// The exact function, but of the sigmoid one that does not lose digits below 0.
  private static double exact(Unary op, double x) {
    return op == Unary.SIGMOID && x < 0
        ? Math.exp(x) / (1 + Math.exp(x))
        : op.formula().exact().applyAsDouble(x, 0);
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("functions")
  void isAsExactAsItSays(Unary op) {
    float[] x = new float[1 << 12];
    float[] y = new float[x.length];
    float[] one = new float[1];
    double worst = 0;
    float where = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; ) {
      for (int i = 0; i < x.length; i++, bits += EVERY) {
        x[i] = Float.intBitsToFloat((int) Math.min(bits, Integer.MAX_VALUE));
      }
      Loops.run(op, x, 0, y, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        double error = error(y[i], exact(op, x[i]));
        if (!(error <= worst)) {
          worst = error;
          where = x[i];
        }
        // Alone an element goes through the plain loop.
        Loops.run(op, x, i, one, 0, 1);
        if (Float.floatToIntBits(one[0]) != Float.floatToIntBits(y[i])) {
          assertThat(one[0]).as("%s(%s) in plain Java and in lanes", op, x[i]).isEqualTo(y[i]);
        }
      }
    }
    assertThat(worst).as("%s(%s)", op, where).isLessThanOrEqualTo(op.formula().units());
  }

  /// In units in the last place; where one is infinite or NaN, both must be.
  private static double error(float actual, double exact) {
    float rounded = (float) exact;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || !(Math.abs(actual) < 1.0 / 0)) {
      return Float.compare(rounded, actual) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(actual - exact) / Math.ulp(rounded);
  }

  @Test
  void powersAreAsExactAsTheySay() {
    DoubleBinaryOperator exact = Binary.POW.formula().exact();
    float[] special = {
      0, -0f, 1, -1, 2, -2, 0.5f, 3, -3, Float.NaN, 1 / 0f, -1 / 0f, 1e-45f, -1e-39f, 3e38f, 1 << 24
    };
    Random random = new Random(7);
    float[] a = new float[1 << 10];
    float[] b = new float[a.length];
    float[] y = new float[a.length];
    float[] one = new float[1];
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < a.length; i++) {
        boolean extreme = round % 2 == 0;
        a[i] =
            round == 0
                ? special[i % special.length]
                : extreme
                    ? Float.intBitsToFloat(random.nextInt())
                    : (float) Math.exp(random.nextGaussian() / 4);
        b[i] =
            round == 0
                ? special[i / special.length % special.length]
                : (float) random.nextGaussian() * (extreme ? 4 : 1 << round % 12);
        b[i] = i % 3 == 0 ? Math.round(b[i]) : b[i];
      }
      Loops.run(Binary.POW, a, 0, b, 0, y, 0, a.length);
      for (int i = 0; i < a.length; i++) {
        assertThat(error(y[i], exact.applyAsDouble(a[i], b[i])))
            .as("%s to the %s", a[i], b[i])
            .isLessThanOrEqualTo(Binary.POW.formula().units());
        Loops.run(Binary.POW, a, i, b, i, one, 0, 1);
        assertThat(Float.floatToIntBits(one[0])).isEqualTo(Float.floatToIntBits(y[i]));
      }
    }
  }
}
