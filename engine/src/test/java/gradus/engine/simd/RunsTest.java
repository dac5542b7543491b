package gradus.engine.simd;

import static gradus.engine.simd.AgainstReference.drawn;
import static gradus.engine.simd.AgainstReference.same;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Unary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Element-wise work on operands that lie in every way, at sizes around those of runs, boxes, tiles
/// and what threads share.
class RunsTest {
  static int[][] shapes() {
    return new int[][] {
      {},
      {0, 3},
      {1},
      {7, 7},
      {8, 8},
      {9, 70},
      {3, 1, 5},
      {17, 65, 3},
      {9, 5, 12},
      {2, 3, 4, 5},
      {20, 300},
      {300, 20},
      {3, Runs.BLOCK + 1},
      {2, Runs.LONGEST + 1},
      {2, 40, 130},
      {130, 512},
    };
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void movesElements(int... shape) {
    for (Lying from : Lying.values()) {
      for (Lying to : Lying.OWN) {
        same(new Elementwise.Copy(DType.F32), to, drawn(1, DType.F32, from, shape));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void movesElementsOfOtherTypes(int... shape) {
    for (Lying from : Lying.values()) {
      Lying to = Lying.OWN[from.ordinal() % Lying.OWN.length];
      for (DType dtype : DType.values()) {
        for (DType other : DType.values()) {
          same(new Elementwise.Copy(other), to, drawn(1, dtype, from, shape));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void computesOfTwoOperands(int... shape) {
    Lying[] all = Lying.values();
    for (Lying a : all) {
      for (Lying to : Lying.OWN) {
        Lying b = all[(2 * a.ordinal() + to.ordinal() + 1) % all.length];
        same(Binary.SUB, to, drawn(1, DType.F32, a, shape), drawn(2, DType.F32, b, shape));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void computesOfOtherTypes(int... shape) {
    for (Lying a : Lying.values()) {
      Lying to = Lying.OWN[(a.ordinal() + 1) % Lying.OWN.length];
      same(Unary.NEG, to, drawn(1, DType.I32, a, shape));
      same(Unary.NEG, to, drawn(1, DType.F64, a, shape));
      same(Unary.ABS, Lying.ROWS, drawn(1, DType.I32, a, shape));
      same(Unary.ABS, Lying.ROWS, drawn(1, DType.F64, a, shape));
      same(Comparison.LT, to, drawn(1, DType.F32, a, shape), drawn(2, DType.F32, to, shape));
    }
  }

  /// What threads share: from twice a task's size on, in runs and in boxes.
  @ParameterizedTest
  @EnumSource(Lying.class)
  void sharesTheWork(Lying from) {
    for (int columns : new int[] {1 << 16, (1 << 16) + 1}) {
      same(Unary.ABS, Lying.ROWS, drawn(1, DType.F32, from, 2, columns));
      same(Unary.ABS, Lying.WITH_GAPS, drawn(1, DType.F32, from, 2, columns));
    }
    same(new Elementwise.Copy(DType.F32), Lying.TURNED, drawn(1, DType.F32, from, 500, 263));
  }

  /// Each operation says how much of it makes a task.
  @ParameterizedTest
  @EnumSource(Unary.class)
  void knowsHowMuchMakesATask(Unary op) {
    AgainstReference.near(
        1e-6,
        op,
        Lying.ROWS,
        Lying.ROWS.operand(DType.F32, i -> (i % 7 + 1) / 8.0, 2 * (1 << 14) + 1));
  }

  @ParameterizedTest
  @EnumSource(Binary.class)
  void knowsHowMuchOfTwoMakesATask(Binary op) {
    AgainstReference.near(
        1e-6,
        op,
        Lying.ROWS,
        Lying.ROWS.operand(DType.F32, i -> (i % 7 + 1) / 8.0, 2 * (1 << 13) + 1),
        Lying.ROWS.operand(DType.F32, i -> (i % 5 + 1) / 4.0, 2 * (1 << 13) + 1));
  }
}
