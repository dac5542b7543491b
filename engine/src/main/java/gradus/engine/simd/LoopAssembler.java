package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import gradus.engine.DType;
import gradus.engine.Formula;
import gradus.engine.Formula.Step;
import gradus.engine.Primitive;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Generates the [LaneLoop] of a formula: a loop over vectors, in whose body each step is one
/// vector operation with its result in a local variable. For x², it is
///
/// ```java
/// if (n <= 0) {
///   return;
/// }
/// float[] x = (float[]) in[0];
/// int xo = at[0];
/// float[] y = (float[]) in[in.length - 1];
/// int yo = at[in.length - 1];
/// for (int i = 0; i < n; i += W) {
///   FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xo + i);
///   v.mul(v).intoArray(y, yo + i);
/// }
/// ```
final class LoopAssembler extends Assembler {
  private static final ClassDesc THIS = describe(LaneLoop.class);
  private static final ClassDesc OPERATORS = describe(VectorOperators.class);
  private static final ClassDesc COMPARISON = describe(VectorOperators.Comparison.class);
  private static final ClassDesc BINARY = describe(VectorOperators.Binary.class);
  private static final ClassDesc ASSOCIATIVE = describe(VectorOperators.Associative.class);
  private static final ClassDesc CONVERSION = describe(VectorOperators.Conversion.class);
  private static final ClassDesc INT_VECTOR = describe(IntVector.class);
  private static final ClassDesc OBJECTS = CD_Object.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, OBJECTS, INTS, CD_int, DOUBLES);

  private static final int IN = 1;
  private static final int AT = 2;
  private static final int N = 3;
  private static final int PARAMETERS = 4;

  private final List<Step> steps;

  /// Whether the elements are floats that are computed in doubles.
  private final boolean widens;

  /// Whether numbers are doubles.
  private final boolean doubles;

  private final ClassDesc number;
  private final ClassDesc bits;
  private final String ints;

  /// What the arrays hold.
  private final Lane elements;

  private final int i;

  /// The local variables of each step.
  private final int[] values;

  /// Those of each input's array and offset; the output's is -1.
  private final Map<Integer, int[]> operands = new HashMap<>();

  private LoopAssembler(CodeBuilder code, Formula formula, DType dtype) {
    super(formula.isInDoubles() || dtype == DType.F64 ? Lane.F64 : Lane.F32, code);
    this.steps = formula.steps();
    this.widens = formula.isInDoubles();
    this.doubles = lane == Lane.F64;
    this.number = lane.vector();
    this.bits = lane.bits().vector();
    this.ints = doubles ? "HALF_INT" : "INT";
    this.elements = dtype == DType.F64 ? Lane.F64 : Lane.F32;
    this.i = code.allocateLocal(TypeKind.INT);
    this.values = locals(steps.size(), TypeKind.REFERENCE);
  }

  /// Generates the loop of a formula.
  ///
  /// @param dtype the type of the elements, F32 or F64
  /// @return the loop; null where classes can't be defined
  static LaneLoop loop(Formula formula, DType dtype) {
    return instance(
        LaneLoop.class,
        "Formula",
        "run",
        RUN,
        code -> new LoopAssembler(code, formula, dtype).assemble(),
        () -> null);
  }

  private void assemble() {
    // No vector, no constants; see Switch.
    Label go = code.newLabel();
    code.iload(N).ifgt(go).return_().labelBinding(go);
    for (int step = 0; step < steps.size(); step++) {
      prepare(step);
    }
    boolean condition = steps.getLast().primitive().kind() == Primitive.Kind.CONDITION;
    operand(-1, condition ? INTS : elements.array());
    Label again = code.newLabel();
    Label end = code.newLabel();
    Label next = code.newLabel();
    code.iconst_0().istore(i).labelBinding(again).iload(i).iload(N).if_icmpge(end);
    for (int step = 0; step < steps.size(); step++) {
      body(step, next);
    }
    store(condition);
    code.labelBinding(next).iinc(i, width).goto_(again).labelBinding(end).return_();
  }

  /// Emits what a step needs before the loop: operands' arrays and offsets, and constants.
  private void prepare(int step) {
    Step s = steps.get(step);
    switch (s.primitive()) {
      case INPUT -> operand(s.index(), elements.array());
      case CONDITION -> operand(s.index(), INTS);
      case CONSTANT -> {
        species();
        if (doubles) {
          code.loadConstant(s.number());
        } else {
          code.loadConstant((float) s.number());
        }
        broadcast(step);
      }
      case PARAMETER -> {
        species();
        code.aload(PARAMETERS).loadConstant(s.index()).daload();
        if (!doubles) {
          code.d2f();
        }
        broadcast(step);
      }
      case BITS -> {
        species(lane.bits().species());
        if (doubles) {
          code.loadConstant(s.constant());
        } else {
          code.loadConstant((int) s.constant());
        }
        ClassDesc type = doubles ? CD_long : CD_int;
        code.invokestatic(bits, "broadcast", MethodTypeDesc.of(bits, SPECIES, type));
        code.astore(values[step]);
      }
      default -> {}
    }
  }

  private void broadcast(int step) {
    code.invokestatic(number, "broadcast", MethodTypeDesc.of(number, SPECIES, lane.element()));
    code.astore(values[step]);
  }

  private void operand(int index, ClassDesc type) {
    if (operands.containsKey(index)) {
      return;
    }
    int[] locals = {code.allocateLocal(TypeKind.REFERENCE), code.allocateLocal(TypeKind.INT)};
    operands.put(index, locals);
    code.aload(IN);
    index(index);
    code.aaload().checkcast(type).astore(locals[0]).aload(AT);
    index(index);
    code.iaload().istore(locals[1]);
  }

  private void index(int index) {
    if (index < 0) {
      code.aload(IN).arraylength().iconst_1().isub();
    } else {
      code.loadConstant(index);
    }
  }

  /// Emits the array of an operand and the index of the vector in it.
  private void place(int operand) {
    int[] locals = operands.get(operand);
    code.aload(locals[0]).iload(locals[1]).iload(i).iadd();
  }

  /// Emits a step in the loop.
  ///
  /// @param next where to go on if the vector has been stored already
  private void body(int step, Label next) {
    Step s = steps.get(step);
    boolean computes =
        switch (s.primitive()) {
          case CONSTANT, PARAMETER, BITS -> false;
          case INPUT -> input(s.index());
          case CONDITION -> condition(s.index());
          case NEG, ABS, SQRT -> {
            push(s, 0);
            yield call(number, name(s), MethodTypeDesc.of(number));
          }
          case ADD, SUB, MUL, DIV, MIN, MAX -> {
            push(s, 0, 1);
            yield call(number, name(s), MethodTypeDesc.of(number, ANY_VECTOR));
          }
          case FMA -> {
            push(s, 0, 1, 2);
            yield call(number, "fma", MethodTypeDesc.of(number, ANY_VECTOR, ANY_VECTOR));
          }
          case SELECT -> {
            push(s, 2, 1, 0);
            yield call(number, "blend", MethodTypeDesc.of(number, ANY_VECTOR, MASK));
          }
          case EQ, NE, LT, LE, GT, GE -> {
            push(s, 0);
            operator(s.primitive().name(), COMPARISON);
            push(s, 1);
            yield call(number, "compare", MethodTypeDesc.of(MASK, COMPARISON, ANY_VECTOR));
          }
          case AND, OR -> {
            push(s, 0, 1);
            yield call(MASK, name(s), MethodTypeDesc.of(MASK, MASK));
          }
          case NOT -> {
            push(s, 0);
            yield call(MASK, "not", MethodTypeDesc.of(MASK));
          }
          case TO_BITS -> {
            push(s, 0);
            yield call(number, lane.bits().from(), MethodTypeDesc.of(bits));
          }
          case FROM_BITS -> {
            push(s, 0);
            yield call(bits, lane.bits().back(), MethodTypeDesc.of(number));
          }
          case ANY_BIT -> {
            push(s, 0);
            yield isNotZero(bits, doubles);
          }
          case BITS_ADD, BITS_SUB, BITS_AND, BITS_OR -> {
            push(s, 0, 1);
            yield call(bits, name(s).substring(5), MethodTypeDesc.of(bits, ANY_VECTOR));
          }
          case BITS_XOR -> {
            push(s, 0);
            operator("XOR", ASSOCIATIVE);
            push(s, 1);
            yield call(bits, "lanewise", MethodTypeDesc.of(bits, BINARY, ANY_VECTOR));
          }
          case SHIFT_LEFT -> shift(s, "LSHL");
          case SHIFT_RIGHT -> shift(s, "ASHR");
          case EXACT -> exact(s, next);
        };
    if (computes) {
      code.astore(values[step]);
    }
  }

  private static String name(Step step) {
    return step.primitive().name().toLowerCase(Locale.ROOT);
  }

  private void push(Step step, int... which) {
    for (int operand : which) {
      code.aload(values[step.operands().get(operand)]);
    }
  }

  private boolean call(ClassDesc type, String method, MethodTypeDesc signature) {
    code.invokevirtual(type, method, signature);
    return true;
  }

  private void operator(String name, ClassDesc type) {
    code.getstatic(OPERATORS, name, type);
  }

  private boolean input(int index) {
    ClassDesc vector = elements.vector();
    species(widens ? "HALF" : lane.species());
    place(index);
    code.invokestatic(
        vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, elements.array(), CD_int));
    if (widens) {
      convert("F2D", lane.species(), number);
    }
    return true;
  }

  private void convert(String conversion, String to, ClassDesc vector) {
    operator(conversion, CONVERSION);
    species(to);
    code.iconst_0()
        .invokevirtual(
            ANY_VECTOR, "convertShape", MethodTypeDesc.of(ANY_VECTOR, CONVERSION, SPECIES, CD_int))
        .checkcast(vector);
  }

  private boolean condition(int index) {
    species(ints);
    place(index);
    code.invokestatic(
        INT_VECTOR, "fromArray", MethodTypeDesc.of(INT_VECTOR, SPECIES, INTS, CD_int));
    return isNotZero(INT_VECTOR, false);
  }

  /// Emits the mask of the integers on the stack that are not 0, for numbers.
  private boolean isNotZero(ClassDesc vector, boolean longs) {
    operator("NE", COMPARISON);
    if (longs) {
      code.lconst_0();
    } else {
      code.iconst_0();
    }
    code.invokevirtual(
        vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, longs ? CD_long : CD_int));
    species();
    return call(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
  }

  private boolean shift(Step step, String operator) {
    push(step, 0);
    operator(operator, BINARY);
    if (doubles) {
      code.loadConstant(step.constant());
    } else {
      code.loadConstant(step.index());
    }
    ClassDesc type = doubles ? CD_long : CD_int;
    return call(bits, "lanewise", MethodTypeDesc.of(bits, BINARY, type));
  }

  /// Emits the call of the exact function for a vector that needs it.
  private boolean exact(Step step, Label next) {
    Label approximate = code.newLabel();
    push(step, 0);
    code.invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean)).ifeq(approximate);
    code.aload(0).aload(IN).aload(AT).iload(i).loadConstant(width).aload(PARAMETERS);
    code.invokevirtual(
        THIS, "exact", MethodTypeDesc.of(CD_void, OBJECTS, INTS, CD_int, CD_int, DOUBLES));
    code.goto_(next).labelBinding(approximate);
    push(step, 1);
    return true;
  }

  private void store(boolean condition) {
    int result = values[steps.size() - 1];
    if (condition) {
      species(ints);
      code.invokestatic(INT_VECTOR, "zero", MethodTypeDesc.of(INT_VECTOR, SPECIES));
      code.iconst_1().aload(result);
      species(ints);
      call(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
      call(INT_VECTOR, "blend", MethodTypeDesc.of(INT_VECTOR, CD_int, MASK));
      place(-1);
      code.invokevirtual(INT_VECTOR, "intoArray", MethodTypeDesc.of(CD_void, INTS, CD_int));
      return;
    }
    code.aload(result);
    if (widens) {
      convert("D2F", "HALF", elements.vector());
    }
    place(-1);
    code.invokevirtual(
        elements.vector(), "intoArray", MethodTypeDesc.of(CD_void, elements.array(), CD_int));
  }
}
