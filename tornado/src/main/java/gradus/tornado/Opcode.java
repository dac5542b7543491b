package gradus.tornado;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Elementwise;
import gradus.engine.Unary;

/// The numbers of the operations. A kernel can't switch over an enum. An operation that has no
/// number here runs on the CPU.
final class Opcode {
  /// An operation without a device kernel, which runs on the CPU.
  static final int NONE = -1;

  static final int NEG = 0;
  static final int ABS = 1;
  static final int SIGN = 2;
  static final int SQUARE = 3;
  static final int SQRT = 4;
  static final int RECIPROCAL = 5;
  static final int RELU = 6;
  static final int CLAMP = 7;

  static final int EXP = 0;
  static final int LOG = 1;
  static final int TANH = 2;
  static final int SIGMOID = 3;
  static final int EXPM1 = 4;
  static final int LOG1P = 5;

  static final int ADD = 0;
  static final int SUB = 1;
  static final int MUL = 2;
  static final int DIV = 3;
  static final int MAXIMUM = 4;
  static final int MINIMUM = 5;
  static final int GATE = 6;

  static final int EQ = 0;
  static final int NE = 1;
  static final int LT = 2;
  static final int LE = 3;
  static final int GT = 4;
  static final int GE = 5;

  static final int COMBINE = 0;
  static final int ADD_PRODUCT = 1;
  static final int ADD_OVER_ROOT = 2;

  static final int SUM = 0;
  static final int MAX = 1;
  static final int MIN = 2;

  static final int SOFTMAX = 0;
  static final int LOG_SOFTMAX = 1;

  /// The type of elements: floats or integers.
  static final int FLOATS = 0;

  static final int INTS = 1;

  private Opcode() {}

  /// The operations of [ElementKernels#unary].
  static int simple(Unary op) {
    return switch (op) {
      case NEG -> NEG;
      case ABS -> ABS;
      case SIGN -> SIGN;
      case SQUARE -> SQUARE;
      case SQRT -> SQRT;
      case RECIPROCAL -> RECIPROCAL;
      case RELU -> RELU;
      default -> NONE;
    };
  }

  /// The operations of [ElementKernels#function]. Devices lack an error function, and their sine
  /// and cosine are wrong for large arguments.
  static int function(Unary op) {
    return switch (op) {
      case EXP -> EXP;
      case LOG -> LOG;
      case TANH -> TANH;
      case SIGMOID -> SIGMOID;
      case EXPM1 -> EXPM1;
      case LOG1P -> LOG1P;
      default -> NONE;
    };
  }

  /// The operations of [ElementKernels#binary] and [ElementKernels#intBinary].
  static int of(Binary op) {
    return switch (op) {
      case ADD -> ADD;
      case SUB -> SUB;
      case MUL -> MUL;
      case DIV -> DIV;
      case MAXIMUM -> MAXIMUM;
      case MINIMUM -> MINIMUM;
      case GATE -> GATE;
      default -> NONE;
    };
  }

  /// The formulas of [ElementKernels#update].
  static int of(Elementwise.Fused op) {
    return op.formula().equals(Elementwise.Fused.combine(0, 0).formula())
        ? COMBINE
        : op.formula().equals(Elementwise.Fused.addProduct(0, 0).formula())
            ? ADD_PRODUCT
            : op.formula().equals(Elementwise.Fused.addOverRoot(0, 0).formula())
                ? ADD_OVER_ROOT
                : NONE;
  }

  /// The operations of [ElementKernels#compare] and [ElementKernels#intCompare].
  static int of(Comparison op) {
    return switch (op) {
      case EQ -> EQ;
      case NE -> NE;
      case LT -> LT;
      case LE -> LE;
      case GT -> GT;
      case GE -> GE;
    };
  }
}
