package gradus.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Runs operations immediately, and records those that a gradient may be required for.
final class Eager {
  private Eager() {}

  /// Runs an operation.
  static Tensor apply(Op op, Tensor... inputs) {
    if (!op.arity().allows(inputs.length)) {
      throw rejected(
          op,
          String.format(Locale.ROOT, "takes %s, not %d", op.arity(), inputs.length),
          null,
          inputs);
    }
    return switch (op) {
      case Movement movement -> move(movement, inputs[0]);
      case Kernel kernel -> compute(kernel, inputs);
      case Transfer transfer -> transfer(transfer, inputs[0]);
      case Custom custom -> call(custom, inputs);
    };
  }

  /// Wraps the result of an operation that has just run, and reports it.
  private static Tensor ran(Op op, Buffer buffer, Layout layout, Tensor... inputs) {
    Tensor output = result(op, buffer, layout, inputs);
    Recording.applied(op, output, inputs);
    return output;
  }

  /// Wraps a result, with the operation that computed it if a gradient may be required.
  private static Tensor result(Op op, Buffer buffer, Layout layout, Tensor... inputs) {
    boolean anyRequiresGrad = false;
    for (Tensor input : inputs) {
      anyRequiresGrad |= input.requiresGrad();
    }
    if (!anyRequiresGrad || !buffer.storage.dtype().isFloating() || !Autograd.isRecording()) {
      return new Tensor(buffer, layout, null);
    }
    Node node = new Node(op, inputs);
    Tensor recorded = new Tensor(buffer, layout, node);
    node.complete(recorded);
    return recorded;
  }

  private static Tensor move(Movement movement, Tensor input) {
    try {
      return ran(movement, input.buffer(), movement.apply(input.layout()), input);
    } catch (IllegalArgumentException e) {
      throw rejected(movement, e, input);
    }
  }

  private static Tensor compute(Kernel kernel, Tensor... inputs) {
    return compute(kernel, Layout::contiguous, inputs);
  }

  private static Tensor compute(Kernel kernel, Function<Shape, Layout> result, Tensor... inputs) {
    Backend backend = commonBackend(kernel, inputs);
    TensorSpec spec = infer(kernel, inputs);
    Storage storage = backend.allocate(spec.dtype(), spec.shape().size());
    Buffer buffer = new Buffer(backend, storage);
    Layout layout = result.apply(spec.shape());
    run(kernel, buffer, layout, inputs);
    return ran(kernel, buffer, layout, inputs);
  }

  /// Runs a kernel and permutes the axes of its result, which is contiguous in its new order: the
  /// kernel writes it so.
  static Tensor permuted(Kernel kernel, Movement.Permute order, Tensor... inputs) {
    Movement.Permute back = order.inverse();
    Tensor result =
        compute(
            kernel,
            shape -> back.apply(Layout.contiguous(order.apply(Layout.contiguous(shape)).shape())),
            inputs);
    return move(order, result);
  }

  /// Runs a kernel into an existing output, of the shape and type that it infers.
  static void run(Kernel kernel, Buffer buffer, Layout layout, Tensor... inputs) {
    Operand[] operands = new Operand[inputs.length];
    for (int i = 0; i < operands.length; i++) {
      Layout aligned = kernel.align(i, inputs[i].layout(), layout.shape());
      operands[i] = new Operand(inputs[i].buffer().storage, aligned);
    }
    try {
      buffer.backend.run(kernel, List.of(operands), new Operand(buffer.storage, layout));
    } catch (IllegalArgumentException e) {
      throw rejected(kernel, e, inputs);
    }
  }

  /// Applies the shape rule; exceptions name the operation and its inputs.
  static TensorSpec infer(Kernel op, Tensor... inputs) {
    TensorSpec[] specs = new TensorSpec[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      specs[i] = inputs[i].spec();
    }
    try {
      return op.infer(specs);
    } catch (IllegalArgumentException e) {
      throw rejected(op, e, inputs);
    }
  }

  private static IllegalArgumentException rejected(
      Op op, IllegalArgumentException cause, Tensor... inputs) {
    return rejected(op, cause.getMessage(), cause, inputs);
  }

  private static IllegalArgumentException rejected(
      Op op, String message, Throwable cause, Tensor... inputs) {
    String specs = String.join(", ", Arrays.stream(inputs).map(t -> t.spec().toString()).toList());
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s(%s): %s", op.label(), specs, message), cause);
  }

  static Backend commonBackend(Op op, Tensor... inputs) {
    Backend backend = inputs[0].backend();
    for (Tensor input : inputs) {
      if (input.backend() != backend) {
        throw rejected(
            op,
            String.format(
                Locale.ROOT,
                "the inputs are on two backends, %s and %s; move one with to(backend)",
                backend.name(),
                input.backend().name()),
            null,
            inputs);
      }
    }
    return backend;
  }

  private static Tensor transfer(Transfer transfer, Tensor input) {
    if (input.backend() != transfer.from()) {
      throw rejected(
          transfer,
          String.format(
              Locale.ROOT,
              "the input is on %s, not %s",
              input.backend().name(),
              transfer.from().name()),
          null,
          input);
    }
    Tensor dense = Recording.off(() -> Tensor.noGrad(input::copy));
    HostStorage elements = transfer.from().toHost(dense.buffer().storage);
    Buffer buffer = new Buffer(transfer.to(), transfer.to().fromHost(elements));
    return ran(transfer, buffer, Layout.contiguous(input.shape()), input);
  }

  private static Tensor call(Custom custom, Tensor... inputs) {
    commonBackend(custom, inputs);
    Tensor output = Tensor.noGrad(() -> custom.function().forward(List.of(inputs)));
    if (output == null) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "%s: its forward returned null", custom.label()));
    }
    // The result gets its own node, so it must not be a tensor that exists already.
    Tensor result = result(custom, output.buffer(), output.layout(), inputs);
    // Its operations have been reported already.
    Recording.shared(result, output);
    return result;
  }
}
