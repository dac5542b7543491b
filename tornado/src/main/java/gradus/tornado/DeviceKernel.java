package gradus.tornado;

import java.io.Serializable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels, all of which a device knows from its start. Each is compiled when it is first
/// launched, once for all shapes; so there are as many plans as there are kernels, and no more.
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

  /// What a kernel is given: which work item it is; the device's memory, floating-point numbers and
  /// integers; and what differs between two calls, integers at the places in [Args] and a few
  /// numbers. TornadoVM finds a kernel's code through its serialized form.
  interface Code
      extends Task5<KernelContext, FloatArray, IntArray, IntArray, FloatArray>, Serializable {}

  /// The most work items that are started where any number does: a few for each of a large device's
  /// lanes.
  private static final int MOST = 1 << 18;

  /// How many of those make a group.
  static final int ANY = 64;

  final Code code;

  /// How many items a group has where they work together, and otherwise 0.
  final int group;

  DeviceKernel(Code code) {
    this(code, 0);
  }

  DeviceKernel(Code code, int group) {
    this.code = code;
    this.group = group;
  }

  /// Whether items wait for each other.
  boolean isCooperative() {
    return group != 0;
  }

  /// How many items a group has.
  int groupSize() {
    return isCooperative() ? group : ANY;
  }

  /// How many work items to start.
  ///
  /// @param units how many groups there must be if they work together, and otherwise how many
  ///   elements there are for items to share
  int items(int units) {
    if (isCooperative()) {
      return Math.multiplyExact(units, group);
    }
    return items(units, ANY);
  }

  /// How many items to start for elements that they share, in whole groups.
  static int items(int elements, int group) {
    return Math.ceilDiv(Math.min(elements, MOST), group) * group;
  }
}
