package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
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
/// For floats, 2 rows and 2 vectors in place, the generated code corresponds to this Java:
///
/// ```java
/// final class F32_2x2v extends WindowTile {
///   void multiply(int k, Object PACKED, int at, Object PLANES, int[] offsets, int[] starts,
///       Object C, int co, int ldc, int[] places, boolean add) {
///     if (k < 0) {
///       return;
///     }
///     float[] packed = (float[]) PACKED, planes = (float[]) PLANES, c = (float[]) C;
///     int s0 = starts[0], s1 = starts[1];
///     FloatVector c00 = FloatVector.zero(Lanes.FLOAT), c01 = …, c10 = …, c11 = …;
///     for (int p = 0; p < k; p++) {
///       int o = offsets[p];
///       FloatVector v0 = FloatVector.fromArray(Lanes.FLOAT, planes, s0 + o);
///       FloatVector v1 = FloatVector.fromArray(Lanes.FLOAT, planes, s1 + o);
///       FloatVector x = FloatVector.broadcast(Lanes.FLOAT, packed[at + p * 2]);
///       c00 = x.fma(v0, c00);
///       c01 = x.fma(v1, c01);
///       x = FloatVector.broadcast(Lanes.FLOAT, packed[at + p * 2 + 1]);
///       c10 = x.fma(v0, c10);
///       c11 = x.fma(v1, c11);
///     }
///     if (add) {
///       c00 = c00.add(FloatVector.fromArray(Lanes.FLOAT, c, co + places[0]));
///       …
///     }
///     c00.intoArray(c, co + places[0]);
///     …
///   }
/// }
/// ```
///
/// If the rows are in place, v0 is at `packed[at + p * 2 * W]`, and x is `planes[s0 + o]`.
final class WindowTileAssembler extends Assembler {
  private static final ClassDesc INTS = CD_int.arrayType();

  private static final MethodTypeDesc MULTIPLY =
      MethodTypeDesc.of(
          CD_void,
          CD_int,
          CD_Object,
          CD_int,
          CD_Object,
          INTS,
          INTS,
          CD_Object,
          CD_int,
          CD_int,
          INTS,
          CD_boolean);

  // The indices of the parameters among the local variables, after `this`.
  private static final int K = 1;
  private static final int PACKED = 2;
  private static final int AT = 3;
  private static final int PLANES = 4;
  private static final int OFFSETS = 5;
  private static final int STARTS = 6;
  private static final int C = 7;
  private static final int CO = 8;
  private static final int LDC = 9;
  private static final int PLACES = 10;
  private static final int ADD = 11;

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
    this.starts = locals(rowsInPlace() ? form.rows() : form.vectors(), TypeKind.INT);
    this.v = locals(form.vectors(), TypeKind.REFERENCE);
    this.sums = new int[form.rows()][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = locals(v.length, TypeKind.REFERENCE);
    }
  }

  static WindowTile assemble(WindowTile.Form form) {
    return instance(
        WindowTile.class,
        String.format(
            Locale.ROOT,
            "%s_%dx%d%s",
            form.lane(),
            form.rows(),
            form.vectors(),
            form.inPlace() == WindowTile.Side.ROWS ? "r" : "v"),
        "multiply",
        MULTIPLY,
        code -> new WindowTileAssembler(form, code).multiply(),
        () -> new WindowTile.Plain(form));
  }

  private void multiply() {
    // A sample of no length does nothing; see Switch.
    Label go = code.newLabel();
    code.iload(K).ifge(go).return_().labelBinding(go);
    cast(PACKED, PLANES, C);
    for (int i = 0; i < starts.length; i++) {
      code.aload(STARTS).loadConstant(i).iaload().istore(starts[i]);
    }
    forEachSum((i, j) -> zero(sums[i][j]));
    loop(p, K, this::step);
    when(ADD, () -> forEachSum((i, j) -> add(sums[i][j], () -> load(C, () -> place(i, j)))));
    forEachSum((i, j) -> store(sums[i][j], C, () -> place(i, j)));
    code.return_();
  }

  private boolean rowsInPlace() {
    return form.inPlace() == WindowTile.Side.ROWS;
  }

  private void step() {
    code.aload(OFFSETS).iload(p).iaload().istore(offset);
    for (int j = 0; j < v.length; j++) {
      int vector = j;
      if (rowsInPlace()) {
        load(v[j], PACKED, () -> packed(v.length * width, vector * width));
      } else {
        load(v[j], PLANES, () -> inPlace(vector));
      }
    }
    for (int i = 0; i < sums.length; i++) {
      int row = i;
      if (rowsInPlace()) {
        broadcast(x, PLANES, () -> inPlace(row));
      } else {
        broadcast(x, PACKED, () -> packed(form.rows(), row));
      }
      for (int j = 0; j < v.length; j++) {
        fma(x, v[j], sums[i][j]);
      }
    }
  }

  private void packed(int side, int index) {
    code.iload(AT).iload(p).loadConstant(side).imul().iadd().loadConstant(index).iadd();
  }

  private void inPlace(int i) {
    code.iload(starts[i]).iload(offset).iadd();
  }

  private void place(int i, int j) {
    code.iload(CO).loadConstant(i).iload(LDC).imul().iadd();
    code.aload(PLACES).loadConstant(j).iaload().iadd();
  }

  @FunctionalInterface
  private interface PerSum {
    void write(int row, int vector);
  }

  private void forEachSum(PerSum what) {
    for (int i = 0; i < sums.length; i++) {
      for (int j = 0; j < v.length; j++) {
        what.write(i, j);
      }
    }
  }
}
