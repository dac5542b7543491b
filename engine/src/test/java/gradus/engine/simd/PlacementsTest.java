package gradus.engine.simd;

import static gradus.engine.simd.AgainstReference.drawn;
import static gradus.engine.simd.AgainstReference.same;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.DType;
import gradus.engine.Operand;
import gradus.engine.Placement;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What puts elements in other places: of operands that lie in every way, and of as much as threads
/// share.
class PlacementsTest {
  /// Numbers from 0 to `below` - 1, in no order.
  private static Operand index(Lying lying, int below, int... shape) {
    return lying.operand(DType.I32, i -> (i * 0x9E3779B1 >>> 8) % below, shape);
  }

  private static Lying next(Lying lying, int by) {
    return Lying.OWN[(lying.ordinal() + by) % Lying.OWN.length];
  }

  private static void walk(DType dtype, Lying lying, int[] shape, int[] picked) {
    for (int axis = 0; axis < shape.length; axis++) {
      int[] named = shape.clone();
      named[axis] = picked[axis];
      Operand target = drawn(1, dtype, next(lying, 1), shape);
      Operand index = index(lying, shape[axis], named);
      same(new Placement.Gather(axis), next(lying, 2), target, index);
      Operand source = drawn(2, dtype, next(lying, 3), named);
      same(new Placement.ScatterAdd(axis), next(lying, 2), target, index, source);
    }
  }

  @ParameterizedTest
  @EnumSource(Lying.class)
  void walksAlongAnIndex(Lying lying) {
    for (DType dtype : DType.values()) {
      walk(dtype, lying, new int[] {7}, new int[] {9});
      walk(dtype, lying, new int[] {20, 35}, new int[] {30, 9});
      walk(dtype, lying, new int[] {20, 35}, new int[] {1, 0});
      walk(dtype, lying, new int[] {4, 3, 5}, new int[] {2, 7, 1});
      walk(dtype, lying, new int[] {1, 1}, new int[] {3, 2});
    }
  }

  /// Where rows lie without gaps they are copied and added whole.
  @ParameterizedTest
  @EnumSource(DType.class)
  void walksAlongWholeRows(DType dtype) {
    Operand rows = drawn(1, dtype, Lying.ROWS, 20, 35);
    Operand index = index(Lying.ONE_COLUMN_FOR_ALL, 20, 40, 35);
    same(new Placement.Gather(0), Lying.ROWS, rows, index);
    Operand source = drawn(2, dtype, Lying.ROWS, 40, 35);
    same(new Placement.ScatterAdd(0), Lying.ROWS, rows, index, source);
    same(new Placement.ScatterAdd(0), Lying.TURNED, rows, index, source);
    same(
        new Placement.ScatterAdd(0),
        Lying.ROWS,
        rows,
        index,
        drawn(2, dtype, Lying.TURNED, 40, 35));
  }

  @ParameterizedTest
  @EnumSource(
      value = Lying.class,
      names = {"ROWS", "TURNED", "ONE_ROW_FOR_ALL", "ONE_COLUMN_FOR_ALL"})
  void sharesTheWork(Lying lying) {
    int[] shape = {401, 330};
    for (int axis = 0; axis < 2; axis++) {
      Operand target = drawn(1, DType.F32, Lying.ROWS, shape);
      Operand index = index(lying, shape[axis], shape);
      same(new Placement.Gather(axis), Lying.ROWS, target, index);
      Operand source = drawn(2, DType.F32, Lying.ROWS, shape);
      same(new Placement.ScatterAdd(axis), Lying.ROWS, target, index, source);
    }
  }

  /// Before anything is read or written beside the target, or by the wrong thread.
  @Test
  void refusesNumbersOutside() {
    for (int rows : new int[] {3, 500}) {
      for (Lying lying : List.of(Lying.ROWS, Lying.ONE_COLUMN_FOR_ALL)) {
        for (int number : new int[] {-1, 5}) {
          Operand target = drawn(1, DType.F32, Lying.ROWS, 5, 300);
          Operand source = drawn(2, DType.F32, Lying.ROWS, rows, 300);
          Operand index = lying.operand(DType.I32, i -> i == 2 ? number : i % 5, rows, 300);
          String message =
              String.format(Locale.ROOT, "index %d is outside axis 0, of length 5", number);
          assertThatThrownBy(
                  () ->
                      new SimdBackend()
                          .run(new Placement.Gather(0), List.of(target, index), source))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage(message);
          assertThatThrownBy(
                  () ->
                      new SimdBackend()
                          .run(
                              new Placement.ScatterAdd(0),
                              List.of(target, index, source),
                              drawn(3, DType.F32, Lying.ROWS, 5, 300)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage(message);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Lying.class)
  void joinsAndPads(Lying lying) {
    for (DType dtype : DType.values()) {
      Operand a = drawn(1, dtype, lying, 3, 4, 5);
      for (int axis = 0; axis < 3; axis++) {
        int[] shape = {3, 4, 5};
        shape[axis] = 2;
        Operand b = drawn(2, dtype, next(lying, 1), shape);
        same(new Placement.Concat(axis), next(lying, 2), a, b, a);
      }
      pad(a, next(lying, 3), List.of(1, 0, 2), List.of(0, 3, 1), List.of(0, 0, 0));
      pad(a, next(lying, 3), List.of(1, 0, 2), List.of(0, 3, 1), List.of(0, 2, 1));
      pad(
          drawn(1, dtype, lying, 3, 0),
          next(lying, 1),
          List.of(1, 1),
          List.of(0, 1),
          List.of(0, 0));
    }
  }

  private static void pad(
      Operand x, Lying to, List<Integer> low, List<Integer> high, List<Integer> interior) {
    same(new Placement.Pad(low, high, interior, 6), to, x);
  }
}
