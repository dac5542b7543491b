package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;

/// Generates the classes of register tiles, one for each [Tile.Form].
///
/// For floats, 2 rows and 2 vectors and a row-major A, the generated code corresponds to this Java:
///
/// ```java
/// final class F32_2x2r extends Tile {
///   void multiply(int k, Object A, int ao, int lda, Object B, int bo, int ldb,
///       Object C, int co, int ldc, int last, boolean add) {
///     if (k < 0) {
///       return;
///     }
///     float[] a = (float[]) A, b = (float[]) B, c = (float[]) C;
///     int a0 = ao, a1 = ao + lda;                  // the offsets of the rows of A
///     int b0 = bo, b1 = bo + last;                 // and of the vectors of B
///     FloatVector c00 = FloatVector.zero(Lanes.FLOAT), c01 = …, c10 = …, c11 = …;
///     for (int p = 0; p < k; p++) {
///       FloatVector v0 = FloatVector.fromArray(Lanes.FLOAT, b, b0 + p * ldb);
///       FloatVector v1 = FloatVector.fromArray(Lanes.FLOAT, b, b1 + p * ldb);
///       FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[a0 + p]);
///       c00 = x.fma(v0, c00);
///       c01 = x.fma(v1, c01);
///       x = FloatVector.broadcast(Lanes.FLOAT, a[a1 + p]);
///       c10 = x.fma(v0, c10);
///       c11 = x.fma(v1, c11);
///     }
///     if (add) {                                   // read everything before the first write:
///       c00 = c00.add(FloatVector.fromArray(Lanes.FLOAT, c, co));
///       …                                          // the last two vectors may overlap
///     }
///     c00.intoArray(c, co);
///     c01.intoArray(c, co + last);
///     c10.intoArray(c, co + ldc);
///     c11.intoArray(c, co + ldc + last);
///   }
/// }
/// ```
///
/// If A is column-major, its elements are `a[ao + p * lda]` and `a[ao + p * lda + 1]`. If a form
/// has `k`, `lda`, `ldb` or `ldc` as a constant, the code contains the number: the JIT then needs
/// fewer bounds checks and knows how far it can unroll.
///
/// There are no masks, because they make the C1 compiler give up on methods of this size and leave
/// them slow for good. k isn't unrolled, which measured slower: the JIT does that itself.
final class TileAssembler extends Assembler {
  private static final MethodTypeDesc MULTIPLY =
      MethodTypeDesc.of(
          CD_void,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_int,
          CD_boolean);

  // The indices of the parameters among the local variables, after `this`.
  private static final int K = 1;
  private static final int A = 2;
  private static final int AO = 3;
  private static final int LDA = 4;
  private static final int B = 5;
  private static final int BO = 6;
  private static final int LDB = 7;
  private static final int C = 8;
  private static final int CO = 9;
  private static final int LDC = 10;
  private static final int LAST = 11;
  private static final int ADD = 12;

  private final Tile.Form form;
  private final int p;
  private final int x;
  private final int[] startOfA;
  private final int[] startOfB;
  private final int[] v;
  private final int[][] sums;

  private TileAssembler(Tile.Form form, CodeBuilder code) {
    super(form.lane(), code);
    this.form = form;
    this.p = code.allocateLocal(TypeKind.INT);
    this.x = code.allocateLocal(TypeKind.REFERENCE);
    this.startOfA = locals(form.columnwise() || form.lda() > 0 ? 0 : form.rows(), TypeKind.INT);
    this.startOfB = locals(form.vectors(), TypeKind.INT);
    this.v = locals(form.vectors(), TypeKind.REFERENCE);
    this.sums = new int[form.rows()][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = locals(form.vectors(), TypeKind.REFERENCE);
    }
  }

  static Tile assemble(Tile.Form form) {
    return instance(
        Tile.class,
        String.format(
            Locale.ROOT,
            "%s_%dx%d%s",
            form.lane(),
            form.rows(),
            form.vectors(),
            form.columnwise() ? "c" : "r"),
        "multiply",
        MULTIPLY,
        code -> new TileAssembler(form, code).multiply(),
        () -> new PlainTile(form));
  }

  private void multiply() {
    // A sample of no length does nothing; see Switch.
    Label go = code.newLabel();
    code.iload(K).ifge(go).return_().labelBinding(go);
    cast(A, B, C);
    for (int i = 0; i < startOfA.length; i++) {
      code.iload(AO).loadConstant(i).iload(LDA).imul().iadd().istore(startOfA[i]);
    }
    for (int j = 0; j < v.length; j++) {
      code.iload(BO);
      column(j);
      code.iadd().istore(startOfB[j]);
    }
    forEachSum((i, j) -> zero(sums[i][j]));
    if (form.k() > 0) {
      code.loadConstant(form.k()).istore(K);
    }
    loop(p, K, this::step);
    when(ADD, () -> forEachSum(this::addToSum));
    forEachSum((i, j) -> store(sums[i][j], C, () -> elementOfC(i, j)));
    code.return_();
  }

  private void step() {
    for (int j = 0; j < v.length; j++) {
      int start = startOfB[j];
      load(
          v[j],
          B,
          () -> {
            code.iload(start).iload(p);
            if (form.ldb() > 0) {
              code.loadConstant(form.ldb());
            } else {
              code.iload(LDB);
            }
            code.imul().iadd();
          });
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
    if (form.columnwise()) {
      code.iload(AO).iload(p).iload(LDA).imul().iadd().loadConstant(i).iadd();
    } else if (form.lda() > 0) {
      code.iload(AO).iload(p).iadd().loadConstant(i * form.lda()).iadd();
    } else {
      code.iload(startOfA[i]).iload(p).iadd();
    }
  }

  private void addToSum(int i, int j) {
    add(sums[i][j], () -> load(C, () -> elementOfC(i, j)));
  }

  private void elementOfC(int i, int j) {
    code.iload(CO);
    if (form.ldc() > 0) {
      code.loadConstant(i * form.ldc()).iadd();
    } else {
      code.loadConstant(i).iload(LDC).imul().iadd();
    }
    column(j);
    code.iadd();
  }

  private void column(int j) {
    if (j > 0 && j == v.length - 1) {
      code.iload(LAST);
    } else {
      code.loadConstant(j * width);
    }
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
