package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Op;
import gradus.engine.Operand;
import gradus.engine.Recorder;
import gradus.engine.Tensor;
import gradus.engine.TensorSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a [Recorder] sees of a step of training is all of it: a backend that runs it again, on
/// other rows and from other weights, does what the step does there, bit for bit.
class RecordedStepTest {
  private static final int ROWS = 9;

  /// A network, an optimizer and a batch; all have the same shapes.
  private static final class Training {
    private final Layer model;
    private final Tensor x;
    private final Tensor y;
    private Optimizer optimizer;
    private Tensor loss;

    Training(long seed) {
      Generator g = new Generator(seed);
      model =
          new Sequential(
              new Linear(g, 4, 6),
              new BatchNorm(6),
              new Tanh(),
              new Linear(g, 6, 5),
              new ReLU(),
              new Linear(g, 5, 2));
      x = Tensor.randn(g, ROWS, 4);
      y = Tensor.rand(g, ROWS, 2);
    }

    /// Two steps, from the creation of the optimizer on, whose state is thereby recorded.
    Training run(OptimizerKind kind) {
      optimizer = kind.of(model.parameters().values());
      for (int i = 0; i < 2; i++) {
        optimizer.zeroGrad();
        loss = gradus.nn.Training.on(() -> Losses.bceWithLogits(model.forward(x), y));
        loss.backward();
        GradientClipping.byValue(model.parameters().values(), 0.01);
        optimizer.step();
      }
      return this;
    }

    List<Tensor> given() {
      List<Tensor> given = new ArrayList<>(model.state().values());
      given.addAll(List.of(x, y));
      return given;
    }

    /// What came of it: the loss, the running statistics, the parameters and their gradients.
    List<Tensor> results() {
      List<Tensor> results = new ArrayList<>(List.of(loss));
      Map<String, Tensor> state = model.state();
      results.addAll(List.of(state.get("1.running_mean"), state.get("1.running_var")));
      for (Tensor parameter : model.parameters().values()) {
        results.add(parameter);
        results.add(parameter.grad());
      }
      return results;
    }
  }

  /// Runs what it has recorded again, on operands of its own.
  private static final class Tape implements Recorder {
    private final Backend backend = Backends.named("reference");
    private final Map<Tensor, Operand> operands = new IdentityHashMap<>();
    private final List<Runnable> events = new ArrayList<>();

    private Operand copied(Tensor tensor) {
      HostStorage elements = HostStorage.allocate(tensor.dtype(), tensor.size());
      double[] values = tensor.toDoubles();
      for (int i = 0; i < values.length; i++) {
        elements.set(i, values[i]);
      }
      return new Operand(backend.fromHost(elements), Layout.contiguous(tensor.shape()));
    }

    @Override
    public void created(Tensor tensor) {
      Operand constant = copied(tensor);
      events.add(() -> operands.put(tensor, constant));
    }

    @Override
    public void applied(Op op, List<Tensor> inputs, Tensor output) {
      events.add(
          () ->
              operands.put(
                  output,
                  switch (op) {
                    case Movement movement -> view(movement, inputs.getFirst());
                    case Kernel kernel -> {
                      TensorSpec spec =
                          kernel.infer(
                              inputs.stream().map(Tensor::spec).toArray(TensorSpec[]::new));
                      Operand result =
                          new Operand(
                              backend.allocate(spec.dtype(), spec.shape().size()),
                              Layout.contiguous(spec.shape()));
                      run(kernel, inputs, result);
                      yield result;
                    }
                    default -> throw new AssertionError("unexpected: " + op.label());
                  }));
    }

    private Operand view(Movement movement, Tensor input) {
      Operand of = operands.get(input);
      return new Operand(of.storage(), movement.apply(of.layout()));
    }

    @Override
    public void changed(Kernel kernel, List<Tensor> inputs, Tensor target) {
      events.add(() -> run(kernel, inputs, operands.get(target)));
    }

    @Override
    public void read(Tensor tensor) {
      throw new AssertionError("a step reads nothing");
    }

    private void run(Kernel kernel, List<Tensor> inputs, Operand output) {
      List<Operand> aligned =
          IntStream.range(0, inputs.size())
              .mapToObj(
                  i -> {
                    Operand x = operands.get(inputs.get(i));
                    Layout layout = kernel.align(i, x.layout(), output.layout().shape());
                    return new Operand(x.storage(), layout);
                  })
              .toList();
      backend.run(kernel, aligned, output);
    }

    /// Runs everything with other values for the tensors that were there before.
    void replay(List<Tensor> given, List<Tensor> values) {
      for (int i = 0; i < given.size(); i++) {
        operands.put(given.get(i), copied(values.get(i)));
      }
      events.forEach(Runnable::run);
    }

    double[] elements(Tensor tensor) {
      Operand operand = operands.get(tensor);
      assertThat(operand.layout().isContiguous()).isTrue();
      HostStorage elements = backend.toHost(operand.storage());
      return IntStream.range(0, tensor.size()).mapToDouble(elements::get).toArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void canBeRunAgainOnOtherValues(OptimizerKind kind) {
    Backends.using(
        Backends.named("reference"),
        () -> {
          Tape tape = new Tape();
          Training first = new Training(1);
          List<Tensor> given = first.given();
          tape.record(() -> first.run(kind));

          Training second = new Training(2);
          tape.replay(given, second.given());
          second.run(kind);
          List<Tensor> expected = second.results();
          List<Tensor> recorded = first.results();
          for (int i = 0; i < expected.size(); i++) {
            assertThat(expected.get(i).dtype()).isEqualTo(DType.F32);
            assertThat(tape.elements(recorded.get(i)))
                .containsExactly(expected.get(i).toDoubles())
                .isNotEqualTo(recorded.get(i).toDoubles());
          }
          return null;
        });
  }
}
