package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/// Generates the class of the [Transposer]: a square of W by W elements in W registers is
/// transposed by exchanging quarters. First the upper right quarter is swapped with the lower left
/// one, then the same is done within each quarter, down to single elements: log₂ W rounds.
///
/// For floats and W = 4, the generated code corresponds to this Java:
///
/// ```java
/// final class F32_4 extends Transposer {
///   void transpose(int rows, int blocks, Object X, int xo, int ldx, Object Y, int yo, int ldy) {
///     float[] x = (float[]) X, y = (float[]) Y;
///     int x0 = xo, x1 = xo + Math.min(1, rows - 1) * ldx, x2 = …, x3 = …;
///     for (int block = 0; block < blocks; block++) {
///       FloatVector r0 = FloatVector.fromArray(Lanes.FLOAT, x, x0 + block * 4), r1 = …;
///       FloatVector t = r0;                              // rows 0 and 2 exchange halves,
///       r0 = r0.blend(r2.rearrange(BY_2), WITH_2);       // 1 and 3 likewise,
///       r2 = r2.blend(t.rearrange(BY_2), WITHOUT_2);
///       …                                                // then 0 and 1, 2 and 3 by quarters
///       r0.intoArray(y, yo + (block * 4 + 0) * ldy);
///       …
///     }
///   }
/// }
/// ```
final class TransposerAssembler extends Assembler {
  private static final MethodTypeDesc TRANSPOSE =
      MethodTypeDesc.of(
          CD_void, CD_int, CD_int, CD_Object, CD_int, CD_int, CD_Object, CD_int, CD_int);
  // The indices of the parameters among the local variables, after `this`.
  private static final int ROWS = 1;
  private static final int BLOCKS = 2;
  private static final int X = 3;
  private static final int XO = 4;
  private static final int LDX = 5;
  private static final int Y = 6;
  private static final int YO = 7;
  private static final int LDY = 8;

  private final int block;
  private final int[] start;
  private final int[] row;
  private final int other;

  private TransposerAssembler(Lane lane, CodeBuilder code) {
    super(lane, code);
    this.block = code.allocateLocal(TypeKind.INT);
    this.start = locals(width, TypeKind.INT);
    this.row = locals(width, TypeKind.REFERENCE);
    this.other = code.allocateLocal(TypeKind.REFERENCE);
  }

  static Transposer assemble(Lane lane) {
    return instance(
        Transposer.class,
        lane.name() + "_" + lane.width(),
        "transpose",
        TRANSPOSE,
        code -> new TransposerAssembler(lane, code).transpose(),
        () -> new Transposer.Plain(lane));
  }

  private void transpose() {
    cast(X, Y);
    MethodTypeDesc min = MethodTypeDesc.of(CD_int, CD_int, CD_int);
    for (int i = 0; i < width; i++) {
      code.iload(XO).loadConstant(i).iload(ROWS).iconst_1().isub();
      code.invokestatic(describe(Math.class), "min", min).iload(LDX).imul().iadd();
      code.istore(start[i]);
    }
    loop(block, BLOCKS, this::square);
    code.return_();
  }

  private void square() {
    for (int i = 0; i < width; i++) {
      int from = start[i];
      load(row[i], X, () -> code.iload(from).iload(block).loadConstant(width).imul().iadd());
    }
    for (int distance = width / 2; distance > 0; distance /= 2) {
      for (int i = 0; i < width; i++) {
        if ((i & distance) == 0) {
          exchange(row[i], row[i + distance], distance);
        }
      }
    }
    for (int i = 0; i < width; i++) {
      int column = i;
      store(
          row[i],
          Y,
          () -> {
            code.iload(block).loadConstant(width).imul().loadConstant(column).iadd();
            code.iload(LDY).imul().iload(YO).iadd();
          });
    }
  }

  private void exchange(int upper, int lower, int distance) {
    code.aload(upper).astore(other);
    blend(upper, lower, distance, true);
    blend(lower, other, distance, false);
  }
}
