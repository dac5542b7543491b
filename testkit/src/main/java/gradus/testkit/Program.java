package gradus.testkit;

import gradus.engine.Backend;
import gradus.engine.Custom;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Op;
import gradus.engine.Operand;
import gradus.engine.Shape;
import gradus.engine.TensorSpec;
import gradus.engine.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A small graph of operations on the program's inputs and on previous results.
///
/// @param steps the operations, in an order in which they can run
public record Program(List<Step> steps) {
  /// One operation.
  ///
  /// @param op a [Kernel], or a [Movement], whose result is a view
  /// @param inputs the indices of its inputs among the values: the program's inputs first, then the
  ///   steps
  public record Step(Op op, List<Integer> inputs) {
    @Override
    public String toString() {
      return inputs.stream()
          .map(i -> "v" + i)
          .collect(Collectors.joining(", ", op.label() + "(", ")"));
    }
  }

  /// Runs the program on a backend: each kernel into new contiguous storage, views over existing
  /// storage.
  ///
  /// @param backend the backend
  /// @param inputs of the shapes and types that the program was made for
  /// @return all values, the inputs first, read after everything has run, so that a kernel that
  ///   overwrites previous values is detected
  public List<HostTensor> run(Backend backend, List<HostTensor> inputs) {
    List<Operand> values = new ArrayList<>();
    inputs.forEach(x -> values.add(x.on(backend)));
    for (Step step : steps) {
      List<Operand> operands = step.inputs.stream().map(values::get).toList();
      values.add(
          switch (step.op) {
            case Kernel kernel -> compute(backend, kernel, operands);
            case Movement movement -> {
              Operand x = operands.getFirst();
              yield new Operand(x.storage(), movement.apply(x.layout()));
            }
            case Custom _, Transfer _ ->
                throw new IllegalArgumentException(step + " is no step of a program");
          });
    }
    return values.stream()
        .map(x -> new HostTensor(HostTensor.copy(backend.toHost(x.storage())), x.layout()))
        .toList();
  }

  private static Operand compute(Backend backend, Kernel kernel, List<Operand> inputs) {
    TensorSpec spec =
        kernel.infer(
            inputs.stream()
                .map(x -> new TensorSpec(x.shape(), x.dtype()))
                .toArray(TensorSpec[]::new));
    Shape shape = spec.shape();
    List<Operand> aligned =
        IntStream.range(0, inputs.size())
            .mapToObj(
                i -> {
                  Operand x = inputs.get(i);
                  return new Operand(x.storage(), kernel.align(i, x.layout(), shape));
                })
            .toList();
    // New storage is unspecified, so it may contain anything.
    HostStorage poison = HostStorage.allocate(spec.dtype(), shape.size());
    poison.fill(Double.NaN);
    Operand output = new Operand(backend.fromHost(poison), Layout.contiguous(shape));
    backend.run(kernel, aligned, output);
    return output;
  }

  /// Checks the results of a run step by step: each value must be within the bound of its kernel,
  /// applied to the previous values. Errors therefore don't accumulate, and a deviation is reported
  /// at the step that caused it.
  ///
  /// @param inputs the program's inputs
  /// @param values the result of [#run]
  /// @throws AssertionError with the step, the element, and both values
  public void check(List<HostTensor> inputs, List<HostTensor> values) {
    for (int i = 0; i < values.size(); i++) {
      double[] actual = values.get(i).values();
      if (i < inputs.size()) {
        same("input " + i, inputs.get(i).values(), actual);
        continue;
      }
      Step step = steps.get(i - inputs.size());
      List<HostTensor> taken = step.inputs.stream().map(values::get).toList();
      if (step.op instanceof Kernel kernel) {
        Bound bound = Bound.of(kernel, taken);
        for (int j = 0; j < actual.length; j++) {
          if (!bound.allows(j, actual[j])) {
            throw new AssertionError(
                String.format(
                    Locale.ROOT,
                    "v%d = %s: element %d is %s, expected %s; %s",
                    i,
                    step,
                    j,
                    actual[j],
                    bound.describe(j),
                    taken));
          }
        }
      } else {
        HostTensor x = taken.getFirst();
        Layout view = ((Movement) step.op).apply(x.layout());
        same("v" + i, new HostTensor(x.storage(), view).values(), actual);
      }
    }
  }

  private static void same(String name, double[] expected, double... actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], actual[i]) != 0) {
        throw new AssertionError(
            String.format(
                Locale.ROOT, "%s: element %d became %s, from %s", name, i, actual[i], expected[i]));
      }
    }
  }
}
