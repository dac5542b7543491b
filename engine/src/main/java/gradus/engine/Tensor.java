package gradus.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// An array of numbers with any number of axes, which can have a gradient.
///
/// Operations run at once and return a new tensor, or a view that shares its elements. Where an
/// input requires a gradient they are recorded too, so that [#backward()] can compute it. The
/// vocabulary is PyTorch's, as are the results; shapes broadcast as in NumPy. Two types meet in the
/// later of I32, F32 and F64; a Java number takes the tensor's type, but one that isn't whole turns
/// an I32 tensor into F32.
///
/// ```java
/// Tensor x = Tensor.of(1.0, 2, 3).requiresGrad(true);
/// Tensor y = x.square().sum();
/// y.backward();
/// x.grad();   // tensor([2., 4., 6.])
/// ```
///
/// The garbage collector owns tensors: nobody closes them. Values are only changed by the methods
/// whose names end in `InPlace`, by [#fill] and by [#copyFrom]. A tensor may be read by many
/// threads; a change in place needs the caller's own order.
///
/// The methods stand in several files, one a subject: creation in [TensorCreation], then
/// [TensorMath], [TensorReductions], [TensorViews], [TensorIndexing] and [TensorInPlace].
///
/// Every method throws [IllegalArgumentException] for shapes, axes and types that don't fit; the
/// message says what came and what was expected.
public final class Tensor extends TensorCreation
    implements TensorMath, TensorReductions, TensorViews, TensorIndexing, TensorInPlace {
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
  /// @param axis which; negative counts from the last
  public int size(int axis) {
    return shape().dim(axis("size", axis));
  }

  /// {@return shape and type}
  public TensorSpec spec() {
    return new TensorSpec(shape(), dtype());
  }

  /// {@return where the elements lie in the storage}
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

  /// An axis counted from the front, or an exception that names the operation that it is for.
  int axis(String operation, int axis) {
    try {
      return shape().axis(axis);
    } catch (IllegalArgumentException e) {
      throw rejected(operation, e.getMessage());
    }
  }

  /// Several, as [Shape#axes] has them.
  List<Integer> axes(String operation, int... axes) {
    try {
      return shape().axes(axes);
    } catch (IllegalArgumentException e) {
      throw rejected(operation, e.getMessage());
    }
  }

  IllegalArgumentException rejected(String operation, String message) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s(%s): %s", operation, spec(), message));
  }

  Node node() {
    return node;
  }

  /// A constant on this tensor's backend, of its type unless that couldn't hold it.
  Tensor like(double value) {
    return full(backend(), spec().dtypeFor(value), value, Shape.SCALAR);
  }

  Tensor zeros() {
    return full(backend(), dtype(), 0, shape());
  }

  Tensor ones() {
    return full(backend(), dtype(), 1, shape());
  }

  /// {@return this tensor's only element}
  ///
  /// @throws IllegalArgumentException if there are more or none
  public double item() {
    if (size() != 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "item: %s has not exactly one element", spec()));
    }
    return get(new int[rank()]);
  }

  /// {@return one element}
  ///
  /// @param index one number an axis; negative counts from the end
  public double get(int... index) {
    int place;
    try {
      place = layout.index(index);
    } catch (IllegalArgumentException e) {
      throw rejected("get", e.getMessage());
    }
    return backend().toHost(buffer.storage).get(place);
  }

  /// The elements on the Java heap, dense, in row-major order; only to be read.
  HostStorage toHost(DType dtype) {
    Tensor dense = noGrad(() -> to(dtype).contiguous());
    HostStorage elements = backend().toHost(dense.buffer.storage);
    int offset = dense.layout.offset();
    return offset == 0 && elements.length() == size() ? elements : elements.range(offset, size());
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

  /// {@return a tensor of its own storage with the same elements, on the graph}
  public Tensor copy() {
    return Eager.apply(new Elementwise.Copy(dtype()), this);
  }

  /// {@return this tensor, or a copy on another backend}
  ///
  /// @param backend where to
  public Tensor to(Backend backend) {
    return backend == backend() ? this : Eager.apply(new Transfer(backend(), backend), this);
  }

  /// {@return this tensor, or a copy on another backend}
  ///
  /// @param backend where to, by its name
  /// @throws IllegalArgumentException if there is none of that name, or it can't be used here; the
  ///   message says why
  public Tensor to(String backend) {
    return to(Backends.named(backend));
  }

  /// {@return whether gradients with regard to this tensor, or through it, are computed}
  public boolean requiresGrad() {
    return requiresGrad;
  }

  /// Says whether a gradient with regard to this tensor is wanted: parameters say true.
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

  /// {@return whether no recorded operation made this tensor}
  public boolean isLeaf() {
    return node == null;
  }

  /// {@return the gradient that [#backward()] has summed up here, or null if there is none yet}
  ///
  /// @throws IllegalStateException if this isn't a leaf: only leaves keep theirs
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

  /// Forgets the gradient. Without it the next [#backward()] adds to what is there.
  public void zeroGrad() {
    grad = null;
  }

  /// {@return the same elements, cut off from the graph}
  public Tensor detach() {
    return new Tensor(buffer, layout, null);
  }

  /// Adds the gradient of this scalar to each leaf that requires one and that it depends on.
  ///
  /// @throws IllegalArgumentException if this is not one element, or doesn't require a gradient
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
              Locale.ROOT, "%s: nothing that led to %s requires a gradient", caller, spec()));
    }
  }

  /// The same for a tensor of any shape, whose elements are weighted: the vector of a
  /// vector-Jacobian product.
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

  /// A gradient may be a view of another, or the upstream itself; what a leaf keeps is its own.
  private void accumulate(Tensor gradient, Set<Buffer> shared) {
    boolean own = shared.add(gradient.buffer) && gradient.buffer != buffer;
    if (grad != null) {
      grad = grad.add(gradient);
    } else {
      boolean dense = gradient.layout.equals(Layout.contiguous(shape()));
      grad = own && dense ? gradient : gradient.copy();
    }
  }

  /// Runs something without recording, in this thread.
  ///
  /// @param <T> the type of the result
  /// @param body what to run
  /// @return what it returns
  public static <T> T noGrad(Supplier<T> body) {
    return Autograd.recording(false, body);
  }

  /// Runs something without recording, in this thread.
  ///
  /// @param body what to run
  public static void noGrad(Runnable body) {
    noGrad(
        () -> {
          body.run();
          return null;
        });
  }

  /// {@return the operations that led to this tensor}
  public Graph graph() {
    return new Graph(this, Map.of());
  }

  /// {@return the operations that led to this tensor, with names for some of the tensors}
  ///
  /// @param names such as a model's parameters
  public Graph graph(Map<Tensor, String> names) {
    return new Graph(this, names);
  }

  /// The values as PyTorch prints them, such as `tensor([1., 2.])`; those of more than 1000
  /// elements with the first and last 3 along each axis.
  @Override
  public String toString() {
    return new TensorText(this).toString();
  }
}
