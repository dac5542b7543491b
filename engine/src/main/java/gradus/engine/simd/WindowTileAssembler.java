package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;

/// Generates the classes of [WindowTile]s, one for each form.
///
/// For floats, 2 rows and 2 vectors, the generated code corresponds to this Java:
///
/// ```java
/// final class F32_2x2 extends WindowTile {
///   void multiply(int k, Object A, int ao, Object B, int[] offsets, int[] starts,
///       Object C, int co, int ldc, int[] places) {
///     if (k < 0) {
///       return;
///     }
///     float[] a = (float[]) A, b = (float[]) B, c = (float[]) C;
///     int b0 = starts[0], b1 = starts[1];
///     FloatVector c00 = FloatVector.zero(Lanes.FLOAT), c01 = …, c10 = …, c11 = …;
///     for (int p = 0; p < k; p++) {
///       int o = offsets[p];
///       FloatVector v0 = FloatVector.fromArray(Lanes.FLOAT, b, b0 + o);
///       FloatVector v1 = FloatVector.fromArray(Lanes.FLOAT, b, b1 + o);
///       FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[ao + p * 2]);
///       c00 = x.fma(v0, c00);
///       c01 = x.fma(v1, c01);
///       x = FloatVector.broadcast(Lanes.FLOAT, a[ao + p * 2 + 1]);
///       c10 = x.fma(v0, c10);
///       c11 = x.fma(v1, c11);
///     }
///     c00.intoArray(c, co + places[0]);
///     …
///   }
/// }
/// ```
final class WindowTileAssembler extends Assembler {
  private static final ClassDesc INTS = CD_int.arrayType();

  private static final MethodTypeDesc MULTIPLY =
      MethodTypeDesc.of(
          CD_void, CD_int, CD_Object, CD_int, CD_Object, INTS, INTS, CD_Object, CD_int, CD_int,
          INTS);

  // The indices of the parameters among the local variables, after `this`.
  private static final int K = 1;
  private static final int A = 2;
  private static final int AO = 3;
  private static final int B = 4;
  private static final int OFFSETS = 5;
  private static final int STARTS = 6;
  private static final int C = 7;
  private static final int CO = 8;
  private static final int LDC = 9;
  private static final int PLACES = 10;

  private final WindowTile.Form form;
  private final int p;
  private final int offset;
  private final int x;
  private final int[] starts;
  private final int[] v;
  private final int[][] sums;

  private WindowTileAssembler(WindowTile.Form form, CodeBuilder code) {
    super(form.lane(), code);
    this.form = form;
    this.p = code.allocateLocal(TypeKind.INT);
    this.offset = code.allocateLocal(TypeKind.INT);
    this.x = code.allocateLocal(TypeKind.REFERENCE);
    this.starts = locals(WindowTile.VECTORS, TypeKind.INT);
    this.v = locals(WindowTile.VECTORS, TypeKind.REFERENCE);
    this.sums = new int[form.rows()][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = locals(v.length, TypeKind.REFERENCE);
    }
  }

  static WindowTile assemble(WindowTile.Form form) {
    return instance(
        WindowTile.class,
        String.format(Locale.ROOT, "%s_%dx%d", form.lane(), form.rows(), WindowTile.VECTORS),
        "multiply",
        MULTIPLY,
        code -> new WindowTileAssembler(form, code).multiply(),
        () -> new WindowTile.Plain(form));
  }

  private void multiply() {
    // A sample of no length does nothing; see Switch.
    Label go = code.newLabel();
    code.iload(K).ifge(go).return_().labelBinding(go);
    cast(A, B, C);
    for (int j = 0; j < v.length; j++) {
      code.aload(STARTS).loadConstant(j).iaload().istore(starts[j]);
    }
    for (int[] row : sums) {
      for (int sum : row) {
        zero(sum);
      }
    }
    loop(p, K, this::step);
    for (int i = 0; i < sums.length; i++) {
      for (int j = 0; j < v.length; j++) {
        int row = i;
        int vector = j;
        store(sums[i][j], C, () -> place(row, vector));
      }
    }
    code.return_();
  }

  private void step() {
    code.aload(OFFSETS).iload(p).iaload().istore(offset);
    for (int j = 0; j < v.length; j++) {
      int start = starts[j];
      load(v[j], B, () -> code.iload(start).iload(offset).iadd());
    }
    for (int i = 0; i < sums.length; i++) {
      int row = i;
      broadcast(x, A, () -> elementOfA(row));
      for (int j = 0; j < v.length; j++) {
        fma(x, v[j], sums[i][j]);
      }
    }
  }

  private void elementOfA(int i) {
    code.iload(AO).iload(p).loadConstant(form.rows()).imul().iadd().loadConstant(i).iadd();
  }

  private void place(int i, int j) {
    code.iload(CO).loadConstant(i).iload(LDC).imul().iadd();
    code.aload(PLACES).loadConstant(j).iaload().iadd();
  }
}
