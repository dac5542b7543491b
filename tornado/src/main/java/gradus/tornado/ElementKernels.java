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

/// The element-wise kernels. Each work item takes every so manyth element, so that any number of
/// them does.
///
/// A kernel is compiled for the device from its bytecode: it can only use numbers, arrays, and
/// static methods that do the same. TornadoVM 5.2 compiles some of what it accepts wrongly, so no
/// kernel has them: `<=` and `>=` of floats, true for NaN; `>>>`, as `>>`; `break`; conditions of
/// many `&&` and `||`, and `||` before a branch, which may then always run; and `Math.max` and
/// `Math.min`, which drop NaN. The bits of a float can't be had, nor `Float.NaN` as a constant. A
/// kernel can't have the name of an OpenCL function, such as `step`, either.
final class ElementKernels {
  /// The greatest float that an int can hold, 2³¹ - 128.
  private static final float GREATEST_INT = 2147483520f;

  private ElementKernels() {}

  static void fill(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      if (args.get(OP) == Opcode.FLOATS) {
        memory.set(place(args, OUT, i), numbers.get(0));
      } else {
        // The number itself, since a float can't hold every one.
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

  /// Java's conversion, which C leaves undefined where the number doesn't fit.
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

  /// The functions that are no single IEEE operation. They are taken in double and rounded, since a
  /// device's own in float may be several units off.
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
        // W. Kahan's formulas: the rounding errors of u cancel out. A double rounded to float needs
        // no more.
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

  /// What an optimiser's step is made of, with its factors in `numbers`.
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
        // In this order, since second * b may vanish where c is infinite.
        y = first * a + second * (b * memory.get(place(args, C, i)));
      } else if (op == Opcode.ADD_OVER_ROOT) {
        y = a + first * b / ((float) Math.sqrt(memory.get(place(args, C, i))) + second);
      }
      memory.set(place(args, OUT, i), y);
    }
  }

  /// NaN if either is, and of two zeros the positive one. Not the device's own, which ignores NaN.
  static float greater(float a, float b) {
    return a > b ? a : a == b ? a == 0 ? a + b : a : a != a ? a : b;
  }

  /// NaN if either is, and of two zeros the negative one.
  static float lesser(float a, float b) {
    return -greater(-a, -b);
  }
}
