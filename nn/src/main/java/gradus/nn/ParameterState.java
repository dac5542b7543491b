package gradus.nn;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import gradus.nn.Optimizer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an [Optimizer] keeps of one parameter between steps: buffers of the parameter's shape, type
/// and backend, and how many steps the parameter has taken.
public final class ParameterState {
  private static final String STEP = "step";
  private static final TensorSpec STEP_SPEC = new TensorSpec(Shape.SCALAR, DType.I32);

  private final Tensor parameter;
  private final boolean countsSteps;
  private final List<Buffer> buffers;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private int steps;

  ParameterState(Tensor parameter, boolean countsSteps, List<Buffer> buffers) {
    this.parameter = parameter;
    this.countsSteps = countsSteps;
    this.buffers = buffers;
    for (Buffer buffer : buffers) {
      Tensor initial =
          Backends.using(
              parameter.backend(),
              () -> Tensor.full(parameter.dtype(), buffer.initial(), parameter.shape()));
      tensors.put(buffer.name(), initial);
    }
  }

  Tensor parameter() {
    return parameter;
  }

  /// {@return the number of the parameter's steps, the current one included}
  ///
  /// @throws IllegalStateException if the optimizer did not declare that it counts steps, because
  ///   the number would then not be part of its state
  public int steps() {
    if (!countsSteps) {
      throw new IllegalStateException("steps: this optimizer declares that it doesn't count them");
    }
    return steps;
  }

  void countStep() {
    steps++;
  }

  /// {@return a buffer, to be changed in place}
  ///
  /// @param name the name that the optimizer declared
  /// @throws IllegalArgumentException if it declared none of that name
  public Tensor buffer(String name) {
    Tensor buffer = tensors.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "buffer: there is no %s; there are %s", name, tensors.keySet()));
    }
    return buffer;
  }

  /// Adds copies of all that is kept to a state, by names such as `0.exp_avg`.
  void save(int number, Map<String, Tensor> state) {
    String prefix = number + ".";
    if (countsSteps) {
      state.put(prefix + STEP, Tensor.fromArray(new int[] {steps}).to(parameter.backend()));
    }
    tensors.forEach((name, tensor) -> state.put(prefix + name, tensor.copy()));
  }

  /// Takes this parameter's tensors out of a state and checks them. Nothing has changed until the
  /// result is run.
  Runnable load(int number, Map<String, Tensor> state) {
    String prefix = number + ".";
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    if (countsSteps) {
      expected.put(STEP, STEP_SPEC);
    }
    tensors.keySet().forEach(name -> expected.put(name, parameter.spec()));
    Map<String, Tensor> found = new LinkedHashMap<>();
    expected.forEach(
        (name, spec) -> {
          Tensor tensor = state.remove(prefix + name);
          if (tensor != null) {
            check(prefix + name, tensor, spec);
            found.put(name, tensor.detach().to(parameter.backend()));
          }
        });
    if (found.isEmpty()) {
      return this::reset;
    }
    if (found.size() < expected.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the state has only %s of parameter %d, not all of %s",
              found.keySet(),
              number,
              expected.keySet()));
    }
    int loadedSteps = countsSteps ? steps(prefix + STEP, found.remove(STEP)) : 0;
    return () -> {
      steps = loadedSteps;
      found.forEach((name, tensor) -> tensors.get(name).copyFrom(tensor));
    };
  }

  private void reset() {
    steps = 0;
    buffers.forEach(buffer -> tensors.get(buffer.name()).fill(buffer.initial()));
  }

  private static void check(String name, Tensor found, TensorSpec expected) {
    if (!found.spec().equals(expected)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the state's %s is %s, not %s", name, found.spec(), expected));
    }
  }

  private static int steps(String name, Tensor found) {
    int steps = found.toInts()[0];
    if (steps < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the state's %s must not be negative, got %d", name, steps));
    }
    return steps;
  }
}
