package gradus.tornado;

import java.io.Serializable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels. Each is compiled when it is first launched, once for all shapes, so there are
/// exactly as many compiled graphs as kernels.
enum DeviceKernel {
  FILL(ElementKernels::fill),
  COPY(ElementKernels::copy),
  COPY_INTS(ElementKernels::copyInts),
  TO_FLOATS(ElementKernels::toFloats),
  TO_INTS(ElementKernels::toInts),
  UNARY(ElementKernels::unary),
  FUNCTION(ElementKernels::function),
  BINARY(ElementKernels::binary),
  INT_BINARY(ElementKernels::intBinary),
  COMPARE(ElementKernels::compare),
  INT_COMPARE(ElementKernels::intCompare),
  WHERE(ElementKernels::where),
  UPDATE(ElementKernels::update),
  REDUCE_BY_ITEM(ReductionKernels::byItem),
  REDUCE_BY_GROUP(ReductionKernels::byGroup, ReductionKernels.GROUP),
  ARGMAX(ReductionKernels::argmax),
  SOFTMAX_BY_ITEM(ReductionKernels::softmaxByItem),
  SOFTMAX_BY_GROUP(ReductionKernels::softmaxByGroup, ReductionKernels.GROUP),
  PRODUCT(ProductKernels::simple),
  PRODUCT_TILED(ProductKernels::tiled, ProductKernels.GROUP),
  GATHER(PlacementKernels::gather),
  SCATTER_ADD(PlacementKernels::scatterAdd);

  /// The code of a kernel. Its parameters are the work item's context; the device memory, floats
  /// and integers; and the arguments of the call, integers at the positions in [Args] and a few
  /// floats. TornadoVM finds a kernel's code through its serialized form.
  interface Code
      extends Task5<KernelContext, FloatArray, IntArray, IntArray, FloatArray>, Serializable {}

  /// The maximum number of work items of a kernel that works with any number: a few for each lane
  /// of a large device.
  private static final int MOST = 1 << 18;

  /// The group size of such a kernel.
  static final int ANY = 64;

  final Code code;

  /// The group size if the items of a group cooperate, else 0.
  final int group;

  DeviceKernel(Code code) {
    this(code, 0);
  }

  DeviceKernel(Code code, int group) {
    this.code = code;
    this.group = group;
  }

  /// Returns whether the items of a group cooperate, with barriers.
  boolean isCooperative() {
    return group != 0;
  }

  /// Returns the number of items in a group.
  int groupSize() {
    return isCooperative() ? group : ANY;
  }

  /// Returns the number of work items to start.
  ///
  /// @param units the minimum number of groups if their items cooperate, else the number of
  ///   elements that the items share
  int items(int units) {
    if (isCooperative()) {
      return Math.multiplyExact(units, group);
    }
    return items(units, ANY);
  }

  /// Returns the number of items to start for elements that they share, in whole groups.
  static int items(int elements, int group) {
    return Math.ceilDiv(Math.min(elements, MOST), group) * group;
  }
}
