package gradus.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Where a kernel finds the integers that it is given, and how it finds an element from them.
///
/// One kernel serves all shapes: what differs between two calls lies in one small array, which goes
/// to the device with each. A loop has [#COUNT] elements, laid out over [#RANK] axes of lengths
/// [#DIMS]; an operand, at [#OUT], [#A], [#B] or [#C], is where its first element lies in the
/// device's memory and, for each axis, how far apart its neighbours are.
final class Args {
  /// The most axes that a loop can have.
  static final int AXES = 6;

  static final int COUNT = 0;
  static final int RANK = 1;
  static final int DIMS = 2;
  static final int OUT = DIMS + AXES;
  static final int A = OUT + 1 + AXES;
  static final int B = A + 1 + AXES;
  static final int C = B + 1 + AXES;

  /// Which of a kernel's operations it is, one of [Opcode].
  static final int OP = C + 1 + AXES;

  // Of a loop whose every element is a row, or is made of one: how long the row is, and how far
  // apart its neighbours are in each operand.
  static final int LENGTH = OP + 1;
  static final int OUT_STEP = LENGTH + 1;
  static final int A_STEP = OUT_STEP + 1;
  static final int B_STEP = A_STEP + 1;
  static final int C_STEP = B_STEP + 1;

  /// How many indices the axis has that an index counts along.
  static final int LIMIT = C_STEP + 1;

  // Of a reduction, whose row may run over several axes: those, in place of the operand B; and into
  // how many parts a row is cut, and how long they are.
  static final int ROW_RANK = B;
  static final int ROW_DIMS = B + 1;
  static final int ROW_STRIDES = C + 1;
  static final int PARTS = LIMIT + 1;
  static final int PART = PARTS + 1;

  // Of a product, whose loop is over the batch: its sizes; the distances between rows are the
  // operands' steps, and these between columns. [#ADD] is 1 if the product is added to what the
  // output holds.
  static final int M = LENGTH;
  static final int N = PART + 1;
  static final int K = N + 1;
  static final int OUT_COLUMN = K + 1;
  static final int A_COLUMN = OUT_COLUMN + 1;
  static final int B_COLUMN = A_COLUMN + 1;
  static final int ADD = B_COLUMN + 1;

  /// Which launch it is; see [#sign].
  static final int LAUNCH = ADD + 1;

  /// How many integers there are.
  static final int SIZE = 64;

  /// How many floating-point numbers go with them.
  static final int NUMBERS = 4;

  /// The places in the device's integers that belong to no tensor: whether an index was out of
  /// range, and which launch was the last.
  static final int WRONG = 0;

  static final int LAST = 1;
  static final int RESERVED = 2;

  private Args() {}

  /// Leaves the launch's number on the device, which says that the kernel has run: of one that a
  /// driver refuses, TornadoVM says so on the terminal and nothing else.
  static void sign(KernelContext c, IntArray ints, IntArray args) {
    if (c.globalIdx == 0) {
      ints.set(LAST, args.get(LAUNCH));
    }
  }

  /// Where an element of an operand lies.
  ///
  /// @param operand [#OUT], [#A], [#B] or [#C]
  /// @param element its number in the loop
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

  /// How far an element of a reduction's row lies from the first.
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
