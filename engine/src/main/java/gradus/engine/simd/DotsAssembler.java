package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;

/// Generates the classes of [Dots].
///
/// For floats and W = 4, for 2 rows of 1 sum each, the generated code corresponds to this Java:
///
/// ```java
/// final class F32_2x1 extends Dots {
///   void multiply(
///       int groups, int k, Object A, int ao, int lda, Object X, int xo, Object Y, int yo) {
///     float[] a = (float[]) A, x = (float[]) X, y = (float[]) Y;
///     for (int g = 0; g < groups; g++) {
///       int a0 = ao, a1 = ao + lda;
///       FloatVector s0 = FloatVector.zero(Lanes.FLOAT), s1 = FloatVector.zero(Lanes.FLOAT);
///       int p = 0;
///       for (; p < k / 4 * 4; p += 4) {                     // with U sums: by 4·U, then by 4
///         FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xo + p);
///         s0 = FloatVector.fromArray(Lanes.FLOAT, a, a0 + p).fma(v, s0);
///         s1 = FloatVector.fromArray(Lanes.FLOAT, a, a1 + p).fma(v, s1);
///       }
///       if (k % 4 != 0) {             // the last W elements, of which only the tail is new
///         IntVector rest = IntVector.fromArray(Lanes.INT, Exchange.Floats.REST, k % 4);
///         FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xo + k - 4);  // & rest
///         s0 = FloatVector.fromArray(Lanes.FLOAT, a, a0 + k - 4)              // & rest
///             .fma(v, s0);
///         …
///       }
///       s0 = s0.add(s0.rearrange(BY_2));                    // halves within each row
///       s1 = s1.add(s1.rearrange(BY_2));
///       FloatVector t = s0;                                 // then, since there are 2 rows:
///       s0 = s0.blend(s1.rearrange(BY_1), WITH_1)           // the halves of s0 go into the even
///           .add(s1.blend(t.rearrange(BY_1), WITHOUT_1));   // lanes, those of s1 into the odd
///       s0.intoArray(y, yo);
///       ao += 2 * lda;
///       yo += 2;
///     }
///   }
/// }
/// ```
final class DotsAssembler extends Assembler {
  private static final MethodTypeDesc MULTIPLY =
      MethodTypeDesc.of(
          CD_void, CD_int, CD_int, CD_Object, CD_int, CD_int, CD_Object, CD_int, CD_Object, CD_int);

  // The indices of the parameters among the local variables, after `this`.
  private static final int GROUPS = 1;
  private static final int K = 2;
  private static final int A = 3;
  private static final int AO = 4;
  private static final int LDA = 5;
  private static final int X = 6;
  private static final int XO = 7;
  private static final int Y = 8;
  private static final int YO = 9;

  private final int rows;
  private final int unroll;
  private final int length;
  private final int group;
  private final int p;
  private final int rest;
  private final int[] start;
  private final int[][] sums;
  private final int v;
  private final int other;
  private final int kept;

  private DotsAssembler(Lane lane, int rows, int unroll, int length, CodeBuilder code) {
    super(lane, code);
    this.rows = rows;
    this.unroll = unroll;
    this.length = length;
    this.group = code.allocateLocal(TypeKind.INT);
    this.p = code.allocateLocal(TypeKind.INT);
    this.rest = code.allocateLocal(TypeKind.INT);
    this.start = locals(rows, TypeKind.INT);
    this.sums = new int[rows][];
    for (int i = 0; i < rows; i++) {
      sums[i] = locals(unroll, TypeKind.REFERENCE);
    }
    this.v = code.allocateLocal(TypeKind.REFERENCE);
    this.other = code.allocateLocal(TypeKind.REFERENCE);
    this.kept = code.allocateLocal(TypeKind.REFERENCE);
  }

  static Dots assemble(Lane lane, int rows, int unroll, int length) {
    return instance(
        Dots.class,
        String.format(Locale.ROOT, "%s_%dx%d", lane, rows, unroll)
            + (length > 0 ? "of" + length : ""),
        "multiply",
        MULTIPLY,
        code -> new DotsAssembler(lane, rows, unroll, length, code).write(),
        () -> new Dots.Plain(lane, rows, unroll),
        rows,
        unroll);
  }

  private void write() {
    cast(A, X, Y);
    loop(
        group,
        GROUPS,
        () -> {
          multiply();
          code.iload(AO).iload(LDA).loadConstant(rows).imul().iadd().istore(AO);
          code.iinc(YO, rows);
        });
    code.return_();
  }

  private void multiply() {
    for (int i = 0; i < rows; i++) {
      if (length == 0) {
        code.iload(AO).loadConstant(i).iload(LDA).imul().iadd().istore(start[i]);
      }
      for (int sum : sums[i]) {
        zero(sum);
      }
    }
    if (length > 0) {
      straight();
    } else {
      code.iconst_0().istore(p);
      along(unroll);
      if (unroll > 1) {
        along(1);
      }
      code.iload(K).loadConstant(width).irem().istore(rest);
      when(rest, this::tail);
    }
    addUp();
    store(sums[0][0], Y, () -> code.iload(YO));
  }

  /// Emits `for (; p <= k - count·width; p += count·width)`.
  private void along(int count) {
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(p).iload(K).loadConstant(count * width).isub().if_icmpgt(end);
    for (int u = 0; u < count; u++) {
      int column = u * width;
      load(v, X, () -> code.iload(XO).iload(p).iadd().loadConstant(column).iadd());
      for (int i = 0; i < rows; i++) {
        int from = start[i];
        load(other, A, () -> code.iload(from).iload(p).iadd().loadConstant(column).iadd());
        fma(other, v, sums[i][u]);
      }
    }
    code.iinc(p, count * width).goto_(again).labelBinding(end);
  }

  /// Emits straight-line code for a constant length and stride of the rows: no loop, and few
  /// checks.
  private void straight() {
    for (int column = 0; column + width <= length; column += width) {
      column(column, false);
    }
    if (length % width != 0) {
      code.loadConstant(length % width).istore(rest);
      rest(kept, rest);
      column(length - width, true);
    }
  }

  private void column(int column, boolean and) {
    load(v, X, () -> code.iload(XO).loadConstant(column).iadd());
    if (and) {
      and(v, kept);
    }
    for (int i = 0; i < rows; i++) {
      int place = i * length + column;
      load(other, A, () -> code.iload(AO).loadConstant(place).iadd());
      if (and) {
        and(other, kept);
      }
      fma(other, v, sums[i][0]);
    }
  }

  private void tail() {
    rest(kept, rest);
    last(X, XO, v);
    for (int i = 0; i < rows; i++) {
      last(A, start[i], other);
      fma(other, v, sums[i][0]);
    }
  }

  /// Replaces the elements that were read before by zeros; multiplying them by zero would not do,
  /// because they may be infinite.
  private void last(int array, int start, int into) {
    load(into, array, () -> code.iload(start).iload(K).iadd().loadConstant(width).isub());
    and(into, kept);
  }

  private void addUp() {
    for (int[] row : sums) {
      for (int u = 1; u < unroll; u++) {
        int sum = row[u];
        add(row[0], () -> code.aload(sum));
      }
      for (int distance = width / 2; distance >= rows; distance /= 2) {
        int by = distance;
        add(row[0], () -> rearrange(row[0], by));
      }
    }
    for (int distance = rows / 2; distance > 0; distance /= 2) {
      for (int i = 0; i < distance; i++) {
        int first = sums[i][0];
        int second = sums[i + distance][0];
        code.aload(first).astore(other);
        blend(first, second, distance, true);
        blend(second, other, distance, false);
        add(first, () -> code.aload(second));
      }
    }
  }
}
