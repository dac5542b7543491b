package gradus.testkit;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.HostBackend;
import gradus.engine.HostStorage.Floats;
import gradus.engine.Kernel;
import gradus.engine.Operand;
import gradus.engine.Unary;
import java.util.List;

/// A backend with one kernel of its own, held to the contract.
class OwnBackendExampleTest extends BackendContract {
  @Override
  protected Backend backend() {
    return new MyBackend();
  }

  /// Squares floats itself where they lie one behind the other, and hands on all the rest.
  static final class MyBackend implements HostBackend {
    private final Backend rest = Backends.named("reference");

    @Override
    public String name() {
      return "mine";
    }

    @Override
    public void run(Kernel kernel, List<Operand> inputs, Operand output) {
      Operand input = inputs.getFirst();
      if (kernel == Unary.SQUARE
          && input.storage() instanceof Floats(float[] x)
          && output.storage() instanceof Floats(float[] y)
          && input.layout().isContiguous()
          && output.layout().isContiguous()) {
        int from = input.layout().offset();
        int to = output.layout().offset();
        for (int i = 0; i < output.shape().size(); i++) {
          y[to + i] = x[from + i] * x[from + i];
        }
      } else {
        rest.run(kernel, inputs, output);
      }
    }
  }
}
