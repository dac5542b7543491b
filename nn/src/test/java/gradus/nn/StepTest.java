package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.HostBackend;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Operand;
import gradus.engine.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a step of training costs, in kernels and bytes, which is what small networks pay for:
/// counted, not timed.
class StepTest {
  private static final int ROWS = 713;
  private static final int IN = 12;
  private static final int HIDDEN = 20;

  /// The network of the Titanic's lesson, on rows that are as many as its.
  private static final class Lesson {
    private final Generator generator = new Generator(1);
    private final Tensor x = Tensor.rand(generator, ROWS, IN);
    private final Tensor y = Tensor.rand(generator, ROWS, 1);
    private final Layer model =
        new Sequential(
            new Linear(generator, IN, HIDDEN), new ReLU(), new Linear(generator, HIDDEN, 1));
    private final Optimizer optimizer = new SGD(model.parameters().values(), 0.1);

    Tensor step() {
      optimizer.zeroGrad();
      Tensor loss = Losses.mse(model.forward(x), y);
      loss.backward();
      optimizer.step();
      return loss;
    }
  }

  /// Writes down what it is asked for, and has another backend do it.
  private static final class Witness implements HostBackend {
    private final Backend backend;
    private final List<String> kernels = new ArrayList<>();
    private long bytes;

    Witness(Backend backend) {
      this.backend = backend;
    }

    @Override
    public String name() {
      return "witness";
    }

    @Override
    public HostStorage allocate(DType dtype, int length) {
      bytes += (long) dtype.bytes() * length;
      return HostBackend.super.allocate(dtype, length);
    }

    @Override
    public void run(Kernel kernel, List<Operand> inputs, Operand output) {
      kernels.add(kernel.label());
      backend.run(kernel, inputs, output);
    }
  }

  @Test
  void aStepIsFewKernels() {
    Witness witness = new Witness(Backends.current());
    Backends.using(
        witness,
        () -> {
          Lesson lesson = new Lesson();
          lesson.step();
          witness.kernels.clear();
          return lesson.step();
        });
    // Forward; the loss; its gradient; the second layer, the ReLU, the first; the update.
    assertThat(witness.kernels)
        .containsExactly(
            "matmul",
            "relu",
            "matmul",
            "sub",
            "square",
            "sum axes [0, 1]",
            "div",
            "div",
            "mul",
            "mul",
            "matmul",
            "matmul",
            "sum axes [0]",
            "gate",
            "matmul",
            "sum axes [0]",
            "combine 1.0 -0.1",
            "combine 1.0 -0.1",
            "combine 1.0 -0.1",
            "combine 1.0 -0.1");
  }

  /// The hidden layer before and after its ReLU, and both gradients; the predictions, their errors
  /// and the squares, and two steps of their gradients on the way back.
  @Test
  void aStepAllocatesWhatItsGraphNeeds() {
    Witness witness = new Witness(Backends.current());
    Backends.using(
        witness,
        () -> {
          Lesson lesson = new Lesson();
          lesson.step();
          witness.bytes = 0;
          return lesson.step();
        });
    long parameters = IN * HIDDEN + HIDDEN + HIDDEN + 1;
    // The sum, the mean, and the gradient of the sum.
    long scalars = 3;
    assertThat(witness.bytes / DType.F32.bytes())
        .isEqualTo(4L * ROWS * HIDDEN + 5L * ROWS + parameters + scalars);
  }

  @Test
  void whatAStepLeavesBehindIsGarbage() throws InterruptedException {
    Lesson lesson = new Lesson();
    WeakReference<Tensor> loss = new WeakReference<>(lesson.step());
    for (int i = 0; i < 50 && loss.get() != null; i++) {
      lesson.step();
      System.gc();
      Thread.sleep(10);
    }
    assertThat(loss.get()).isNull();
  }
}
