package gradus.tornado;

import static gradus.tornado.Args.A;
import static gradus.tornado.Args.B;
import static gradus.tornado.Args.C;
import static gradus.tornado.Args.COUNT;
import static gradus.tornado.Args.OP;
import static gradus.tornado.Args.OUT;
import static gradus.tornado.Args.place;
import static gradus.tornado.Args.sign;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The element-wise kernels. Work item i of n takes the elements i, i + n, i + 2n and so on, so any
/// number of items works.
///
/// A kernel is compiled for the device from its bytecode: it can only use numbers, arrays, and
/// static methods that do the same. TornadoVM 5.2 compiles the following incorrectly, so kernels
/// avoid them: `<=` and `>=` of floats, which are true for NaN; `>>>`, compiled as `>>`; `break`;
/// conditions with many `&&` and `||`, and `||` before a branch, which may then always be taken;
/// and `Math.max` and `Math.min`, which drop NaN. The bits of a float and `Float.NaN` as a constant
/// are not available. A kernel's name must not be that of an OpenCL function, such as `step`.
final class ElementKernels {
  /// The greatest float that fits into an int, 2³¹ - 128.
  private static final float GREATEST_INT = 2147483520f;

  private ElementKernels() {}

  static void fill(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      if (args.get(OP) == Opcode.FLOATS) {
        memory.set(place(args, OUT, i), numbers.get(0));
      } else {
        // The integer itself, since a float can't hold every int.
        ints.set(place(args, OUT, i), args.get(A));
      }
    }
  }

  static void copy(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      memory.set(place(args, OUT, i), memory.get(place(args, A, i)));
    }
  }

  static void copyInts(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      ints.set(place(args, OUT, i), ints.get(place(args, A, i)));
    }
  }

  static void toFloats(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      memory.set(place(args, OUT, i), ints.get(place(args, A, i)));
    }
  }

  /// Java's conversion; in C it is undefined for values that don't fit.
  static void toInts(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      float x = memory.get(place(args, A, i));
      int y = 0;
      if (x > GREATEST_INT) {
        y = Integer.MAX_VALUE;
      } else if (x < -GREATEST_INT) {
        y = Integer.MIN_VALUE;
      } else if (x == x) {
        y = (int) x;
      }
      ints.set(place(args, OUT, i), y);
    }
  }

  static void unary(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    float low = numbers.get(0);
    float high = numbers.get(1);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      float x = memory.get(place(args, A, i));
      float y = x;
      if (op == Opcode.NEG) {
        y = -x;
      } else if (op == Opcode.ABS) {
        y = x > 0 ? x : x == 0 ? 0 : -x;
      } else if (op == Opcode.SIGN) {
        y = x > 0 ? 1 : x < 0 ? -1 : x;
      } else if (op == Opcode.SQUARE) {
        y = x * x;
      } else if (op == Opcode.SQRT) {
        y = (float) Math.sqrt(x);
      } else if (op == Opcode.RECIPROCAL) {
        y = 1 / x;
      } else if (op == Opcode.RELU) {
        y = greater(x, 0);
      } else if (op == Opcode.CLAMP) {
        y = greater(low, lesser(high, x));
      }
      memory.set(place(args, OUT, i), y);
    }
  }

  /// The functions that are not a single IEEE operation. They are computed in double and rounded,
  /// since a device's own float functions may be off by several units in the last place.
  static void function(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      double x = memory.get(place(args, A, i));
      double y = x;
      if (op == Opcode.EXP) {
        y = Math.exp(x);
      } else if (op == Opcode.LOG) {
        y = Math.log(x);
      } else if (op == Opcode.TANH) {
        y = Math.tanh(x);
      } else if (op == Opcode.SIGMOID) {
        y = 1 / (1 + Math.exp(-x));
      } else if (op == Opcode.EXPM1) {
        // W. Kahan's formulas, in which the rounding errors of u cancel out. For a float result,
        // rounded doubles are accurate enough.
        double u = Math.exp(x);
        if (u == 1) {
          y = x;
        } else if (x > 40) {
          y = u;
        } else if (u - 1 == -1) {
          y = -1;
        } else {
          y = (u - 1) * x / Math.log(u);
        }
      } else if (op == Opcode.LOG1P) {
        double u = 1 + x;
        if (u == 1) {
          y = x;
        } else if (x > 1e9) {
          y = Math.log(x);
        } else {
          y = Math.log(u) * x / (u - 1);
        }
      }
      memory.set(place(args, OUT, i), (float) y);
    }
  }

  static void binary(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      float a = memory.get(place(args, A, i));
      float b = memory.get(place(args, B, i));
      float y = a;
      if (op == Opcode.ADD) {
        y = a + b;
      } else if (op == Opcode.SUB) {
        y = a - b;
      } else if (op == Opcode.MUL) {
        y = a * b;
      } else if (op == Opcode.DIV) {
        y = a / b;
      } else if (op == Opcode.MAXIMUM) {
        y = greater(a, b);
      } else if (op == Opcode.MINIMUM) {
        y = lesser(a, b);
      } else if (op == Opcode.GATE) {
        y = b > 0 ? a : 0;
      }
      memory.set(place(args, OUT, i), y);
    }
  }

  static void intBinary(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int a = ints.get(place(args, A, i));
      int b = ints.get(place(args, B, i));
      int y = a;
      if (op == Opcode.ADD) {
        y = a + b;
      } else if (op == Opcode.SUB) {
        y = a - b;
      } else if (op == Opcode.MUL) {
        y = a * b;
      } else if (op == Opcode.MAXIMUM) {
        y = a > b ? a : b;
      } else if (op == Opcode.MINIMUM) {
        y = a < b ? a : b;
      } else if (op == Opcode.GATE) {
        y = b > 0 ? a : 0;
      }
      ints.set(place(args, OUT, i), y);
    }
  }

  static void compare(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      float a = memory.get(place(args, A, i));
      float b = memory.get(place(args, B, i));
      int y = 0;
      if (op == Opcode.EQ) {
        y = a == b ? 1 : 0;
      } else if (op == Opcode.NE) {
        y = a == b ? 0 : 1;
      } else if (op == Opcode.LT) {
        y = a < b ? 1 : 0;
      } else if (op == Opcode.LE) {
        y = a < b ? 1 : a == b ? 1 : 0;
      } else if (op == Opcode.GT) {
        y = a > b ? 1 : 0;
      } else if (op == Opcode.GE) {
        y = a > b ? 1 : a == b ? 1 : 0;
      }
      ints.set(place(args, OUT, i), y);
    }
  }

  static void intCompare(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int a = ints.get(place(args, A, i));
      int b = ints.get(place(args, B, i));
      int y = 0;
      if (op == Opcode.EQ) {
        y = a == b ? 1 : 0;
      } else if (op == Opcode.NE) {
        y = a == b ? 0 : 1;
      } else if (op == Opcode.LT) {
        y = a < b ? 1 : 0;
      } else if (op == Opcode.LE) {
        y = a < b ? 1 : a == b ? 1 : 0;
      } else if (op == Opcode.GT) {
        y = a > b ? 1 : 0;
      } else if (op == Opcode.GE) {
        y = a > b ? 1 : a == b ? 1 : 0;
      }
      ints.set(place(args, OUT, i), y);
    }
  }

  static void where(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int from = ints.get(place(args, A, i)) != 0 ? place(args, B, i) : place(args, C, i);
      int to = place(args, OUT, i);
      if (op == Opcode.FLOATS) {
        memory.set(to, memory.get(from));
      } else {
        ints.set(to, ints.get(from));
      }
    }
  }

  /// The kernels of an optimiser step, with its factors in `numbers`.
  static void update(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    float first = numbers.get(0);
    float second = numbers.get(1);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      float a = memory.get(place(args, A, i));
      float b = memory.get(place(args, B, i));
      float y = a;
      if (op == Opcode.COMBINE) {
        y = first * a + second * b;
      } else if (op == Opcode.ADD_PRODUCT) {
        // In this order, since second * b may underflow to 0 where c is infinite.
        y = first * a + second * (b * memory.get(place(args, C, i)));
      } else if (op == Opcode.ADD_OVER_ROOT) {
        // In the formula's order: the product may underflow where the quotient does not.
        y = a + first * (b / ((float) Math.sqrt(memory.get(place(args, C, i))) + second));
      }
      memory.set(place(args, OUT, i), y);
    }
  }

  /// Returns the maximum: NaN if either is NaN, and +0 for zeros of both signs. The device's own
  /// function ignores NaN.
  static float greater(float a, float b) {
    return a > b ? a : a == b ? a == 0 ? a + b : a : a != a ? a : b;
  }

  /// Returns the minimum: NaN if either is NaN, and -0 for zeros of both signs.
  static float lesser(float a, float b) {
    return -greater(-a, -b);
  }
}
