package gradus.tornado;

import static gradus.tornado.Args.A;
import static gradus.tornado.Args.A_STRIDE;
import static gradus.tornado.Args.COUNT;
import static gradus.tornado.Args.LENGTH;
import static gradus.tornado.Args.OP;
import static gradus.tornado.Args.OUT;
import static gradus.tornado.Args.OUT_STRIDE;
import static gradus.tornado.Args.PART;
import static gradus.tornado.Args.PARTS;
import static gradus.tornado.Args.inRow;
import static gradus.tornado.Args.place;
import static gradus.tornado.Args.sign;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels that reduce rows to a number or normalise them. One work item takes a short row; a
/// group takes a long one and combines its items' results in local memory. The order of operations
/// is fixed, so results are reproducible.
final class ReductionKernels {
  /// The group size.
  static final int GROUP = 64;

  private ReductionKernels() {}

  /// One item reduces a row.
  static void byItem(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int first = place(args, A, i);
      float y = numbers.get(0);
      for (int j = 0; j < args.get(LENGTH); j++) {
        y = combine(op, y, memory.get(first + inRow(args, j)));
      }
      memory.set(place(args, OUT, i), y);
    }
  }

  /// One group reduces a part of a row. The results of several parts are adjacent.
  static void byGroup(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    float[] shared = c.allocateFloatLocalArray(GROUP);
    int op = args.get(OP);
    int item = c.localIdx;
    int parts = args.get(PARTS);
    int row = c.groupIdx / parts;
    int part = c.groupIdx - row * parts;
    int end = (part + 1) * args.get(PART);
    if (end > args.get(LENGTH)) {
      end = args.get(LENGTH);
    }
    int first = place(args, A, row);
    float y = numbers.get(0);
    for (int j = part * args.get(PART) + item; j < end; j += GROUP) {
      y = combine(op, y, memory.get(first + inRow(args, j)));
    }
    shared[item] = y;
    c.localBarrier();
    for (int half = GROUP / 2; half > 0; half = half / 2) {
      if (item < half) {
        shared[item] = combine(op, shared[item], shared[item + half]);
      }
      c.localBarrier();
    }
    if (item == 0) {
      int out = parts == 1 ? place(args, OUT, row) : args.get(OUT) + c.groupIdx;
      memory.set(out, shared[0]);
    }
  }

  private static float combine(int op, float a, float b) {
    float y = a + b;
    if (op == Opcode.MAX) {
      y = ElementKernels.greater(a, b);
    } else if (op == Opcode.MIN) {
      y = ElementKernels.lesser(a, b);
    }
    return y;
  }

  /// Finds the index of the first maximum, or of the first NaN; of the minimum if the number is -1.
  static void argmax(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    float factor = numbers.get(0);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int first = place(args, A, i);
      float greatest = factor * memory.get(first);
      int where = 0;
      for (int j = 1; j < args.get(LENGTH); j++) {
        float x = factor * memory.get(first + j * args.get(A_STRIDE));
        // Greater, or NaN; the first NaN wins.
        int better = x < greatest ? 0 : x == greatest ? 0 : greatest == greatest ? 1 : 0;
        if (better == 1) {
          greatest = x;
          where = j;
        }
      }
      ints.set(place(args, OUT, i), where);
    }
  }

  /// One item computes the softmax of a row, or its logarithm.
  static void softmaxByItem(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int op = args.get(OP);
    int length = args.get(LENGTH);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int in = place(args, A, i);
      int out = place(args, OUT, i);
      float greatest = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < length; j++) {
        greatest = ElementKernels.greater(greatest, memory.get(in + j * args.get(A_STRIDE)));
      }
      float sum = 0;
      for (int j = 0; j < length; j++) {
        sum += exp(memory.get(in + j * args.get(A_STRIDE)) - greatest);
      }
      for (int j = 0; j < length; j++) {
        float below = memory.get(in + j * args.get(A_STRIDE)) - greatest;
        memory.set(out + j * args.get(OUT_STRIDE), share(op, below, sum));
      }
    }
  }

  /// One group computes the softmax of a row, or its logarithm.
  static void softmaxByGroup(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    float[] shared = c.allocateFloatLocalArray(GROUP);
    int op = args.get(OP);
    int item = c.localIdx;
    int length = args.get(LENGTH);
    int in = place(args, A, c.groupIdx);
    int out = place(args, OUT, c.groupIdx);
    float greatest = Float.NEGATIVE_INFINITY;
    for (int j = item; j < length; j += GROUP) {
      greatest = ElementKernels.greater(greatest, memory.get(in + j * args.get(A_STRIDE)));
    }
    shared[item] = greatest;
    c.localBarrier();
    for (int half = GROUP / 2; half > 0; half = half / 2) {
      if (item < half) {
        shared[item] = ElementKernels.greater(shared[item], shared[item + half]);
      }
      c.localBarrier();
    }
    greatest = shared[0];
    // All items must have read it before the first one writes there again.
    c.localBarrier();
    float sum = 0;
    for (int j = item; j < length; j += GROUP) {
      sum += exp(memory.get(in + j * args.get(A_STRIDE)) - greatest);
    }
    shared[item] = sum;
    c.localBarrier();
    for (int half = GROUP / 2; half > 0; half = half / 2) {
      if (item < half) {
        shared[item] += shared[item + half];
      }
      c.localBarrier();
    }
    sum = shared[0];
    for (int j = item; j < length; j += GROUP) {
      float below = memory.get(in + j * args.get(A_STRIDE)) - greatest;
      memory.set(out + j * args.get(OUT_STRIDE), share(op, below, sum));
    }
  }

  private static float exp(float x) {
    return (float) Math.exp((double) x);
  }

  private static float share(int op, float below, float sum) {
    float y = exp(below) / sum;
    if (op == Opcode.LOG_SOFTMAX) {
      y = below - (float) Math.log((double) sum);
    }
    return y;
  }
}
