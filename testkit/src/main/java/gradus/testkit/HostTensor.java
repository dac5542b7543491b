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

/// The elements and layout of a tensor that is not on a backend yet. Tests draw it, and give a copy
/// to each backend. It prints its type, layout and first values, for readable failure reports.
///
/// @param storage all elements, including those that are not in the layout
/// @param layout the layout
public record HostTensor(HostStorage storage, Layout layout) {
  /// The value of elements that are not in the layout: a kernel that reads them is detected.
  private static final float HIDDEN_FLOAT = Float.intBitsToFloat(0x7fc0beef);

  private static final double HIDDEN_DOUBLE = Double.longBitsToDouble(0x7ff8beefbeefbeefL);

  /// Creates a tensor whose elements repeat some values.
  ///
  /// @param dtype its type
  /// @param shape its shape
  /// @param arrangement its arrangement in the storage
  /// @param values the first elements in row-major order, which are then repeated
  /// @return the tensor, with NaN or the smallest integer between its elements
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

  /// Creates a contiguous tensor.
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

  /// Returns the position of every element in the storage, in row-major order.
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

  /// Returns the shape.
  ///
  /// @return the layout's
  public Shape shape() {
    return layout.shape();
  }

  /// Returns the type of the elements.
  ///
  /// @return the storage's
  public DType dtype() {
    return storage.dtype();
  }

  /// Returns shape and type.
  ///
  /// @return shape and type
  public TensorSpec spec() {
    return new TensorSpec(shape(), dtype());
  }

  /// Returns the elements.
  ///
  /// @return in row-major order, as doubles, which hold the values of every type exactly
  public double[] values() {
    int[] places = places(layout);
    double[] values = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = storage.get(places[i]);
    }
    return values;
  }

  /// Returns the same values in row-major order as F64, or as I32 if they are integers.
  ///
  /// @return a contiguous copy
  public HostTensor widened() {
    return of(dtype().isFloating() ? DType.F64 : DType.I32, shape(), values());
  }

  /// Returns this tensor with its layout broadcast as a kernel expects it.
  HostTensor aligned(Kernel kernel, int input, Shape output) {
    return new HostTensor(storage, kernel.align(input, layout, output));
  }

  /// Copies the tensor to a backend, in the same layout.
  ///
  /// @param backend the backend
  /// @return an operand that a kernel can read, or write if the layout is not expanded
  public Operand on(Backend backend) {
    return new Operand(backend.fromHost(copy(storage)), layout);
  }

  /// Returns a contiguous tensor with these values on the current backend; [Arrangement#view]
  /// creates other layouts.
  ///
  /// @return the tensor
  public Tensor tensor() {
    return Tensor.fromArray(values(), shape().dims()).to(dtype());
  }

  static HostStorage copy(HostStorage storage) {
    return storage.range(0, storage.length());
  }

  /// Returns the bits of one element, including a NaN's payload.
  static long bits(HostStorage storage, int index) {
    return switch (storage) {
      case HostStorage.Floats(float[] array) -> Float.floatToRawIntBits(array[index]);
      case HostStorage.Doubles(double[] array) -> Double.doubleToRawLongBits(array[index]);
      case HostStorage.Ints(int[] array) -> array[index];
    };
  }

  /// Returns the first index at which the bits of two storages of the same type differ, including
  /// payloads of NaN, or -1.
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
