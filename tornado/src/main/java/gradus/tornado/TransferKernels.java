package gradus.tornado;

import static gradus.tornado.Args.COUNT;
import static gradus.tornado.Args.OUT;
import static gradus.tornado.Args.sign;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels that move staged elements to their range. Reads need no kernel, since TornadoVM can
/// read a part of an array.
final class TransferKernels {
  private TransferKernels() {}

  /// Does nothing except name the memory, so that it is allocated.
  static void open(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    if (c.globalIdx == 0) {
      memory.set(0, numbers.get(0));
      ints.set(Args.WRONG, 0);
    }
  }

  static void floats(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray elements) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      memory.set(args.get(OUT) + i, elements.get(i));
    }
  }

  /// The integers follow the arguments.
  static void ints(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      ints.set(args.get(OUT) + i, args.get(Args.SIZE + i));
    }
  }
}
