package gradus.engine;

import java.util.List;
import java.util.function.Supplier;

/// Records what happens to tensors: every operation, every change in place, and every value that
/// comes from the host or goes to it. The operations of backward passes, optimizers and losses are
/// among them, since all of these consist of tensor operations.
///
/// ```java
/// Recorder printer =
///     new Recorder() {
///       @Override
///       public void applied(Op op, List<Tensor> inputs, Tensor output) {
///         System.out.println(op.label() + " gives " + output.spec());
///       }
///     };
/// Tensor loss = printer.record(() -> Losses.mse(model.forward(x), y));
/// ```
///
/// What is recorded can be run again by a backend: the operations are kernels, views and transfers.
/// A [CustomFunction] is recorded as the operations of its forward. A tensor that shares all
/// elements with another, as [Tensor#detach()] returns it, is recorded as a [Movement.Expand] to
/// the same shape.
///
/// The methods run on the thread of the operation, and do nothing by default. Operations in them
/// are neither recorded here nor by autograd. Tensors must not be changed in them. An exception is
/// thrown from the operation.
public interface Recorder {
  /// Called after an operation has run.
  ///
  /// @param op a [Kernel], [Movement] or [Transfer]
  /// @param inputs its inputs
  /// @param output its result
  default void applied(Op op, List<Tensor> inputs, Tensor output) {}

  /// Called after a kernel has changed a tensor in place: it wrote its result there.
  ///
  /// @param kernel the kernel
  /// @param inputs its inputs, often the tensor itself first
  /// @param target the tensor
  default void changed(Kernel kernel, List<Tensor> inputs, Tensor target) {}

  /// Called after a tensor has been created from values of the host: an array, a number, or random
  /// numbers.
  ///
  /// @param tensor the tensor
  default void created(Tensor tensor) {}

  /// Called before values of a tensor are read to the host, as by [Tensor#item()],
  /// [Tensor#toFloats()] or [Tensor#toString()].
  ///
  /// @param tensor the tensor
  default void read(Tensor tensor) {}

  /// Runs code and records what it does with tensors, in this thread. Code within it that is
  /// recorded by another recorder is recorded by that one only.
  ///
  /// @param <T> the type of the result
  /// @param body the code
  /// @return the result of the code
  default <T> T record(Supplier<T> body) {
    return Recording.by(this, body);
  }
}
