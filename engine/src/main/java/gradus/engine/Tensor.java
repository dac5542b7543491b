package gradus.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/// A multi-dimensional array of numbers, which can have a gradient.
///
/// Operations run immediately and return a new tensor, or a view that shares elements. If an input
/// requires a gradient, they are also recorded, so that [#backward()] can compute it. The
/// vocabulary and the results are PyTorch's; shapes broadcast as in NumPy. An operation on two
/// types uses the later of I32, F32 and F64. A Java number takes the tensor's type, except that a
/// number that is not an integer converts an I32 tensor to F32.
///
/// ```java
/// Tensor x = Tensor.of(1.0, 2, 3).requiresGrad(true);
/// Tensor y = x.square().sum();
/// y.backward();
/// x.grad();   // tensor([2., 4., 6.])
/// ```
///
/// The garbage collector owns tensors; there is nothing to close. Only the methods whose names end
/// in `InPlace`, [#fill] and [#copyFrom] change values. Many threads may read a tensor at the same
/// time; in-place changes need synchronisation by the caller.
///
/// The methods are grouped by subject: creation in [TensorCreation], functions of several tensors
/// in [TensorFunctions], then [TensorMath], [TensorRounding], [TensorActivations], [TensorLogic],
/// [TensorReductions], [TensorNorms], [TensorProducts], [TensorAttention], [TensorConvolution],
/// [TensorPooling], [TensorInterpolation], [TensorViews], [TensorRearrangement], [TensorIndexing],
/// [TensorSorting], [TensorSampling] and [TensorInPlace].
///
/// Every method throws [IllegalArgumentException] for unsuitable shapes, axes and types; the
/// message gives the actual and the expected values.
public final class Tensor extends TensorCreation
    implements TensorMath,
        TensorRounding,
        TensorActivations,
        TensorLogic,
        TensorReductions,
        TensorNorms,
        TensorProducts,
        TensorAttention,
        TensorConvolution,
        TensorPooling,
        TensorInterpolation,
        TensorViews,
        TensorRearrangement,
        TensorIndexing,
        TensorSorting,
        TensorSampling,
        TensorInPlace {
  private final Buffer buffer;
  private final Layout layout;
  private final Node node;
  private boolean requiresGrad;
  private Tensor grad;

  Tensor(Buffer buffer, Layout layout, Node node) {
    this.buffer = buffer;
    this.layout = layout;
    this.node = node;
    this.requiresGrad = node != null;
  }

  /// {@return the shape}
  public Shape shape() {
    return layout.shape();
  }

  /// {@return the elements' type}
  public DType dtype() {
    return buffer.storage.dtype();
  }

  /// {@return the number of axes}
  public int rank() {
    return shape().rank();
  }

  /// {@return the number of elements}
  public int size() {
    return shape().size();
  }

  /// {@return the length of an axis}
  ///
  /// @param axis the axis; negative counts from the last
  public int size(int axis) {
    return shape().dim(axis("size", axis));
  }

  /// {@return shape and type}
  public TensorSpec spec() {
    return new TensorSpec(shape(), dtype());
  }

  /// {@return the mapping from indices to positions in the storage}
  public Layout layout() {
    return layout;
  }

  /// {@return the backend that holds the elements}
  public Backend backend() {
    return buffer.backend;
  }

  Buffer buffer() {
    return buffer;
  }

  /// Normalises an axis to count from the front; the exception for a wrong axis names the
  /// operation.
  int axis(String operation, int axis) {
    try {
      return shape().axis(axis);
    } catch (IllegalArgumentException e) {
      throw rejected(operation, e.getMessage());
    }
  }

  /// Normalises several axes, like [Shape#axes].
  List<Integer> axes(String operation, int... axes) {
    try {
      return shape().axes(axes);
    } catch (IllegalArgumentException e) {
      throw rejected(operation, e.getMessage());
    }
  }

  /// Returns an exception that names the operation, this tensor and its other operands.
  IllegalArgumentException rejected(String operation, String message, Tensor... others) {
    StringBuilder operands = new StringBuilder(spec().toString());
    for (Tensor other : others) {
      operands.append(", ").append(other.spec());
    }
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s(%s): %s", operation, operands, message));
  }

  Node node() {
    return node;
  }

  /// Returns a constant on this tensor's backend, of its type unless that cannot represent it.
  Tensor like(double value) {
    return full(backend(), spec().dtypeFor(value), value, Shape.SCALAR);
  }

  /// Returns this tensor, integers as F32.
  Tensor floating() {
    return dtype().isFloating() ? this : to(DType.F32);
  }

  Tensor zeros() {
    return full(backend(), dtype(), 0, shape());
  }

  Tensor ones() {
    return full(backend(), dtype(), 1, shape());
  }

  /// {@return this tensor's only element}
  ///
  /// @throws IllegalArgumentException unless there is exactly one element
  public double item() {
    if (size() != 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "item: %s has not exactly one element", spec()));
    }
    return get(new int[rank()]);
  }

  /// {@return one element}
  ///
  /// @param index one index per axis; negative indices count from the end
  public double get(int... index) {
    int place;
    try {
      place = layout.index(index);
    } catch (IllegalArgumentException e) {
      throw rejected("get", e.getMessage());
    }
    Recording.read(this);
    return backend().toHost(buffer.storage).get(place);
  }

  /// Returns the elements on the Java heap, contiguous in row-major order; read-only.
  HostStorage toHost(DType dtype) {
    Recording.read(this);
    Tensor dense = Recording.off(() -> noGrad(() -> to(dtype).contiguous()));
    HostStorage elements = backend().toHost(dense.buffer.storage);
    int offset = dense.layout.offset();
    return offset == 0 && elements.length() == size() ? elements : elements.range(offset, size());
  }

  /// Copies the elements in row-major order, rounded to float, into an array, such as one that
  /// holds the gradients of all parameters.
  ///
  /// @param target the array
  /// @param start the index of the first element in the array
  /// @throws IndexOutOfBoundsException if the array has too few elements from there on
  public void copyTo(float[] target, int start) {
    Objects.checkFromIndexSize(start, size(), target.length);
    Recording.read(this);
    Tensor dense = Recording.off(() -> noGrad(() -> to(DType.F32).contiguous()));
    HostStorage elements = backend().toHost(dense.buffer.storage);
    System.arraycopy(
        ((HostStorage.Floats) elements).array(), dense.layout.offset(), target, start, size());
  }

  /// {@return the elements in row-major order, rounded to float; a copy}
  public float[] toFloats() {
    return ((HostStorage.Floats) toHost(DType.F32)).array().clone();
  }

  /// {@return the elements in row-major order; a copy}
  public double[] toDoubles() {
    return ((HostStorage.Doubles) toHost(DType.F64)).array().clone();
  }

  /// {@return the elements in row-major order, truncated toward zero; a copy}
  public int[] toInts() {
    return ((HostStorage.Ints) toHost(DType.I32)).array().clone();
  }

  /// {@return a recorded copy with its own storage}
  public Tensor copy() {
    return new Elementwise.Copy(dtype()).apply(this);
  }

  /// {@return this tensor, or a copy on another backend}
  ///
  /// @param backend the target backend
  public Tensor to(Backend backend) {
    return backend == backend() ? this : new Transfer(backend(), backend).apply(this);
  }

  /// {@return this tensor, or a copy on another backend}
  ///
  /// @param backend the name of the target backend
  /// @throws IllegalArgumentException if there is none of that name, or it is unusable; the message
  ///   says why
  public Tensor to(String backend) {
    return to(Backends.named(backend));
  }

  /// {@return how often the elements were changed in place, through this tensor or another view of
  /// them: `_version` in PyTorch}
  public int version() {
    return buffer.version();
  }

  /// {@return whether gradients with respect to this tensor, or through it, are computed}
  public boolean requiresGrad() {
    return requiresGrad;
  }

  /// Sets whether a gradient with respect to this tensor is computed, as for parameters.
  ///
  /// @param required whether it is
  /// @return this tensor
  /// @throws IllegalArgumentException for a gradient of integers
  /// @throws IllegalStateException for false on the result of a recorded operation
  public Tensor requiresGrad(boolean required) {
    if (required && !dtype().isFloating()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "requiresGrad: %s are integers, which have no gradient", spec()));
    }
    if (!required && !isLeaf()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "requiresGrad(false): this is the result of %s; use detach()",
              node.op().label()));
    }
    requiresGrad = required;
    return this;
  }

  /// {@return whether this tensor is a leaf: not the result of a recorded operation}
  public boolean isLeaf() {
    return node == null;
  }

  /// {@return the gradient that [#backward()] has accumulated here, or null if there is none yet}
  ///
  /// @throws IllegalStateException if this is not a leaf: only leaves keep their gradients
  public Tensor grad() {
    if (!isLeaf()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "grad: only leaves keep a gradient, and this is the result of %s; use Gradients.of",
              node.op().label()));
    }
    return grad;
  }

  /// Sets the gradient, such as a mean of those that several workers have computed. The next
  /// [#backward()] adds to it.
  ///
  /// @param gradient the gradient, of this tensor's shape and type and on its backend, which is
  ///   copied; null for none
  /// @throws IllegalStateException if this is not a leaf that requires a gradient
  /// @throws IllegalArgumentException if shape, type or backend differ
  public void grad(Tensor gradient) {
    if (!isLeaf() || !requiresGrad) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "grad: only a leaf that requires a gradient has one, and this is %s",
              isLeaf()
                  ? spec() + ", which doesn't require one"
                  : "the result of " + node.op().label()));
    }
    if (gradient != null && (!gradient.spec().equals(spec()) || gradient.backend() != backend())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "grad: the gradient is %s on %s, the tensor %s on %s",
              gradient.spec(),
              gradient.backend().name(),
              spec(),
              backend().name()));
    }
    grad = gradient == null ? null : noGrad(gradient::copy);
  }

  /// Clears the gradient. Otherwise the next [#backward()] adds to it.
  public void zeroGrad() {
    grad = null;
  }

  /// {@return a view of the same elements that is detached from the graph}
  public Tensor detach() {
    Tensor detached = new Tensor(buffer, layout, null);
    Recording.shared(detached, this);
    return detached;
  }

  /// Computes the gradient of this scalar with respect to each leaf that requires one and that it
  /// depends on, and adds it to the leaf's gradient.
  ///
  /// @throws IllegalArgumentException if this does not have exactly one element, or does not
  ///   require a gradient
  /// @throws IllegalStateException if a value that is needed was changed in place
  public void backward() {
    checkDifferentiable("backward");
    backward(ones());
  }

  void checkDifferentiable(String caller) {
    if (size() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs a loss of one element, not %s; sum() or mean() it",
              caller,
              spec()));
    }
    checkRecorded(caller);
  }

  private void checkRecorded(String caller) {
    if (!requiresGrad) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s does not depend on a tensor that requires a gradient",
              caller,
              spec()));
    }
  }

  /// Computes gradients for a tensor of any shape, whose elements are weighted: a vector-Jacobian
  /// product.
  ///
  /// @param upstream the weights, of this tensor's shape and type
  public void backward(Tensor upstream) {
    checkRecorded("backward");
    if (!upstream.spec().equals(spec())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "backward: the upstream gradient is %s, the tensor %s",
              upstream.spec(),
              spec()));
    }
    Map<Tensor, Tensor> gradients = Autograd.gradients(this, upstream.detach(), false, List.of());
    Set<Buffer> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    shared.add(upstream.buffer);
    noGrad(() -> gradients.forEach((leaf, gradient) -> leaf.accumulate(gradient, shared)));
  }

  /// A gradient may be a view of another, or the upstream gradient itself; a leaf keeps its own
  /// copy.
  private void accumulate(Tensor gradient, Set<Buffer> shared) {
    boolean own = shared.add(gradient.buffer) && gradient.buffer != buffer;
    if (grad != null) {
      grad = grad.add(gradient);
    } else {
      boolean dense = gradient.layout.equals(Layout.contiguous(shape()));
      grad = own && dense ? gradient : gradient.copy();
    }
  }

  /// Runs code without recording, in this thread.
  ///
  /// @param <T> the type of the result
  /// @param body the code
  /// @return the result of the code
  public static <T> T noGrad(Supplier<T> body) {
    return Autograd.recording(false, body);
  }

  /// Runs code without recording, in this thread.
  ///
  /// @param body the code
  public static void noGrad(Runnable body) {
    noGrad(
        () -> {
          body.run();
          return null;
        });
  }

  /// {@return the computation graph of this tensor}
  public Graph graph() {
    return new Graph(this, Map.of());
  }

  /// {@return the computation graph of this tensor, with names for some tensors}
  ///
  /// @param names names of tensors, such as those of a model's parameters
  public Graph graph(Map<Tensor, String> names) {
    return new Graph(this, names);
  }

  /// Returns the values in PyTorch's format, such as `tensor([1., 2.])`. Tensors of more than 1000
  /// elements are abbreviated to the first and last 3 along each axis.
  @Override
  public String toString() {
    return new TensorText(this).toString();
  }
}
