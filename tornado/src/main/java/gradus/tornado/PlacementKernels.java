package gradus.tornado;

import static gradus.tornado.Args.A;
import static gradus.tornado.Args.A_STRIDE;
import static gradus.tornado.Args.B;
import static gradus.tornado.Args.B_STRIDE;
import static gradus.tornado.Args.C;
import static gradus.tornado.Args.COUNT;
import static gradus.tornado.Args.C_STRIDE;
import static gradus.tornado.Args.LENGTH;
import static gradus.tornado.Args.LIMIT;
import static gradus.tornado.Args.OP;
import static gradus.tornado.Args.OUT;
import static gradus.tornado.Args.OUT_STRIDE;
import static gradus.tornado.Args.WRONG;
import static gradus.tornado.Args.place;
import static gradus.tornado.Args.sign;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels that use index tensors. An index out of range sets the integer at [Args#WRONG] to 1,
/// and its element is neither read nor written.
final class PlacementKernels {
  private PlacementKernels() {}

  /// Loops over the index, operand B. Operand A's stride along the indexed axis is at
  /// [Args#A_STRIDE].
  static void gather(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int limit = args.get(LIMIT);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int index = ints.get(place(args, B, i));
      int wrong = index < 0 ? 1 : index < limit ? 0 : 1;
      if (wrong == 1) {
        ints.set(WRONG, 1);
      } else {
        int from = place(args, A, i) + index * args.get(A_STRIDE);
        int to = place(args, OUT, i);
        if (args.get(OP) == Opcode.FLOATS) {
          memory.set(to, memory.get(from));
        } else {
          ints.set(to, ints.get(from));
        }
      }
    }
  }

  /// Adds the source, operand C, to the output at the index, operand B. The output already holds
  /// the target. Each item handles all elements that may have the same destination, in order: so no
  /// two items write to the same one, and sums are reproducible.
  static void scatterAdd(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int limit = args.get(LIMIT);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      int out = place(args, OUT, i);
      int at = place(args, B, i);
      int source = place(args, C, i);
      for (int j = 0; j < args.get(LENGTH); j++) {
        int index = ints.get(at + j * args.get(B_STRIDE));
        int wrong = index < 0 ? 1 : index < limit ? 0 : 1;
        if (wrong == 1) {
          ints.set(WRONG, 1);
        } else {
          int to = out + index * args.get(OUT_STRIDE);
          memory.set(to, memory.get(to) + memory.get(source + j * args.get(C_STRIDE)));
        }
      }
    }
  }
}
