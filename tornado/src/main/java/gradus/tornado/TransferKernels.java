package gradus.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels that put elements which have just come from the host into their place. Reading needs
/// none: TornadoVM reads a part of an array.
final class TransferKernels {
  /// Where the arguments say where elements go, and how many there are. Integers follow.
  static final int PLACE = 0;

  static final int COUNT = 1;
  static final int FIRST = 2;

  private TransferKernels() {}

  /// Does nothing but name the memory, so that it comes to the device.
  static void open(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    if (c.globalIdx == 0) {
      memory.set(0, numbers.get(0));
      ints.set(0, args.get(0));
    }
  }

  static void floats(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray elements) {
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      memory.set(args.get(PLACE) + i, elements.get(i));
    }
  }

  static void ints(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    for (int i = c.globalIdx; i < args.get(COUNT); i += c.globalGroupSizeX) {
      ints.set(args.get(PLACE) + i, args.get(FIRST + i));
    }
  }
}
