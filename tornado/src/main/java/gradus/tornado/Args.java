package gradus.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The positions of a kernel's integer arguments, and the address computations based on them.
///
/// One kernel serves all shapes: all that differs between two calls is in one small array, which is
/// sent to the device with each call. A loop has [#COUNT] elements over [#RANK] axes of lengths
/// [#DIMS]. An operand, at [#OUT], [#A], [#B] or [#C], is the index of its first element in device
/// memory, followed by its stride on each axis.
final class Args {
  /// The maximum number of axes of a loop.
  static final int AXES = 6;

  static final int COUNT = 0;
  static final int RANK = 1;
  static final int DIMS = 2;
  static final int OUT = DIMS + AXES;
  static final int A = OUT + 1 + AXES;
  static final int B = A + 1 + AXES;
  static final int C = B + 1 + AXES;

  /// The kernel's operation, one of [Opcode].
  static final int OP = C + 1 + AXES;

  // For a loop over rows: the length of a row, and the stride within a row in each operand.
  static final int LENGTH = OP + 1;
  static final int OUT_STRIDE = LENGTH + 1;
  static final int A_STRIDE = OUT_STRIDE + 1;
  static final int B_STRIDE = A_STRIDE + 1;
  static final int C_STRIDE = B_STRIDE + 1;

  /// The length of the axis that an index tensor refers to.
  static final int LIMIT = C_STRIDE + 1;

  // For a reduction, whose rows may extend over several axes: these axes, in place of operand B;
  // and the number and length of the parts into which a row is split.
  static final int ROW_RANK = B;
  static final int ROW_DIMS = B + 1;
  static final int ROW_STRIDES = C + 1;
  static final int PARTS = LIMIT + 1;
  static final int PART = PARTS + 1;

  // For a product, whose loop is over the batch: its sizes. The row strides are above;
  // these are the column strides. [#ADD] is 1 if the product is added to the output.
  static final int M = LENGTH;
  static final int N = PART + 1;
  static final int K = N + 1;
  static final int OUT_COLUMN = K + 1;
  static final int A_COLUMN = OUT_COLUMN + 1;
  static final int B_COLUMN = A_COLUMN + 1;
  static final int ADD = B_COLUMN + 1;

  /// The launch's number; see [#sign].
  static final int LAUNCH = ADD + 1;

  /// The number of integer arguments.
  static final int SIZE = 64;

  /// The number of floating-point arguments.
  static final int NUMBERS = 4;

  /// The reserved positions in the device's integer memory: whether an index was out of range, and
  /// the number of the last launch.
  static final int WRONG = 0;

  static final int LAST = 1;
  static final int RESERVED = 2;

  private Args() {}

  /// Writes the launch's number to device memory, as evidence that the kernel has run. If a driver
  /// refuses a kernel, TornadoVM only prints a message.
  static void sign(KernelContext c, IntArray ints, IntArray args) {
    if (c.globalIdx == 0) {
      ints.set(LAST, args.get(LAUNCH));
    }
  }

  /// Returns the address of an element of an operand.
  ///
  /// @param operand [#OUT], [#A], [#B] or [#C]
  /// @param element the element's number in the loop
  static int place(IntArray args, int operand, int element) {
    int rank = args.get(RANK);
    int place = args.get(operand);
    int rest = element;
    for (int axis = rank - 1; axis > 0; axis--) {
      int dim = args.get(DIMS + axis);
      int next = rest / dim;
      place += (rest - next * dim) * args.get(operand + 1 + axis);
      rest = next;
    }
    return place + rest * args.get(operand + 1);
  }

  /// Returns the offset of an element of a reduction's row from the first.
  static int inRow(IntArray args, int element) {
    int rank = args.get(ROW_RANK);
    int place = 0;
    int rest = element;
    for (int axis = rank - 1; axis > 0; axis--) {
      int dim = args.get(ROW_DIMS + axis);
      int next = rest / dim;
      place += (rest - next * dim) * args.get(ROW_STRIDES + axis);
      rest = next;
    }
    return place + rest * args.get(ROW_STRIDES);
  }
}
