package gradus.testkit;

import gradus.engine.Backend;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The elements and the layout of a tensor, on no backend yet: what is drawn for a test, and given
/// to each backend as a copy. It prints its type, layout and first values, so that a failure's
/// report can be read.
///
/// @param storage all elements, those that the layout doesn't show included
/// @param layout which of them are the tensor's, in which order
public record HostTensor(HostStorage storage, Layout layout) {
  /// What lies where the layout doesn't show: who reads it gives himself away.
  private static final float HIDDEN_FLOAT = Float.intBitsToFloat(0x7fc0beef);

  private static final double HIDDEN_DOUBLE = Double.longBitsToDouble(0x7ff8beefbeefbeefL);

  /// A tensor whose elements repeat some values.
  ///
  /// @param dtype its type
  /// @param shape its shape
  /// @param arrangement how it lies in its storage
  /// @param values the first elements in row-major order; then they start again
  /// @return what was described, and NaN or the least integer at the places in between
  public static HostTensor of(
      DType dtype, Shape shape, Arrangement arrangement, List<Double> values) {
    HostStorage storage = HostStorage.allocate(dtype, arrangement.length(shape));
    switch (storage) {
      case HostStorage.Floats(float[] array) -> Arrays.fill(array, HIDDEN_FLOAT);
      case HostStorage.Doubles(double[] array) -> Arrays.fill(array, HIDDEN_DOUBLE);
      case HostStorage.Ints(int[] array) -> Arrays.fill(array, Integer.MIN_VALUE);
    }
    Layout layout = arrangement.layout(shape);
    int[] places = places(layout);
    for (int i = 0; i < places.length; i++) {
      storage.set(places[i], values.get(i % values.size()));
    }
    return new HostTensor(storage, layout);
  }

  /// A contiguous tensor.
  ///
  /// @param dtype its type
  /// @param shape its shape
  /// @param values its elements in row-major order, rounded to the type
  /// @return the tensor
  public static HostTensor of(DType dtype, Shape shape, double... values) {
    HostStorage storage = HostStorage.allocate(dtype, values.length);
    for (int i = 0; i < values.length; i++) {
      storage.set(i, values[i]);
    }
    return new HostTensor(storage, Layout.contiguous(shape));
  }

  /// The place of every element in the storage, in row-major order of the elements.
  static int[] places(Layout layout) {
    int[] places = {layout.offset()};
    for (int axis = 0; axis < layout.shape().rank(); axis++) {
      int dim = layout.shape().dim(axis);
      int stride = layout.stride(axis);
      int[] finer = new int[places.length * dim];
      for (int i = 0; i < finer.length; i++) {
        finer[i] = places[i / dim] + i % dim * stride;
      }
      places = finer;
    }
    return places;
  }

  /// The shape.
  ///
  /// @return the layout's
  public Shape shape() {
    return layout.shape();
  }

  /// The elements' type.
  ///
  /// @return the storage's
  public DType dtype() {
    return storage.dtype();
  }

  /// What a shape rule reads.
  ///
  /// @return shape and type
  public TensorSpec spec() {
    return new TensorSpec(shape(), dtype());
  }

  /// The elements.
  ///
  /// @return in row-major order, as doubles, which every type's values fit in exactly
  public double[] values() {
    int[] places = places(layout);
    double[] values = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = storage.get(places[i]);
    }
    return values;
  }

  /// The same values in row-major order as F64, or as I32 if they are integers.
  ///
  /// @return a contiguous copy
  public HostTensor widened() {
    return of(dtype().isFloating() ? DType.F64 : DType.I32, shape(), values());
  }

  /// The same with its layout as a kernel wants it: broadcast.
  HostTensor aligned(Kernel kernel, int input, Shape output) {
    return new HostTensor(storage, kernel.align(input, layout, output));
  }

  /// A copy on a backend, in the same layout.
  ///
  /// @param backend where to
  /// @return an operand that a kernel can read, or write if the layout isn't expanded
  public Operand on(Backend backend) {
    return new Operand(backend.fromHost(copy(storage)), layout);
  }

  /// The same values as a tensor on the current backend; [Arrangement#view] makes one that isn't
  /// contiguous.
  ///
  /// @return contiguous
  public Tensor tensor() {
    return Tensor.fromArray(values(), shape().dims()).to(dtype());
  }

  static HostStorage copy(HostStorage storage) {
    return storage.range(0, storage.length());
  }

  /// The bits of one element, NaN's payload included.
  static long bits(HostStorage storage, int index) {
    return switch (storage) {
      case HostStorage.Floats(float[] array) -> Float.floatToRawIntBits(array[index]);
      case HostStorage.Doubles(double[] array) -> Double.doubleToRawLongBits(array[index]);
      case HostStorage.Ints(int[] array) -> array[index];
    };
  }

  /// The first place at which two storages of the same type differ in their bits, NaN's payload
  /// included, or -1.
  static int mismatch(HostStorage a, HostStorage b) {
    long bytes = segment(a).mismatch(segment(b));
    return bytes < 0 ? -1 : (int) (bytes / a.dtype().bytes());
  }

  private static MemorySegment segment(HostStorage storage) {
    return switch (storage) {
      case HostStorage.Floats(float[] array) -> MemorySegment.ofArray(array);
      case HostStorage.Doubles(double[] array) -> MemorySegment.ofArray(array);
      case HostStorage.Ints(int[] array) -> MemorySegment.ofArray(array);
    };
  }

  @Override
  public String toString() {
    double[] values = values();
    String shown =
        IntStream.range(0, Math.min(values.length, 40))
            .mapToObj(i -> dtype().isFloating() ? "" + values[i] : "" + (int) values[i])
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s%s of %d: %s%s",
        dtype(),
        layout,
        storage.length(),
        shown,
        values.length > 40 ? ", …" : "");
  }
}
