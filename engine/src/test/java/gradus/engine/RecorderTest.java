package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private final Backend simd = Backends.named("simd");
  private final Backend reference = Backends.named("reference");

  /// Writes down everything; `seen` has the tensors of each event, the result last.
  private static final class Log implements Recorder {
    private final List<String> events = new ArrayList<>();
    private final List<List<Tensor>> seen = new ArrayList<>();

    private void add(String event, List<Tensor> inputs, Tensor result) {
      events.add(event);
      List<Tensor> tensors = new ArrayList<>(inputs);
      tensors.add(result);
      seen.add(tensors);
    }

    @Override
    public void applied(Op op, List<Tensor> inputs, Tensor output) {
      add(op.label(), inputs, output);
    }

    @Override
    public void changed(Kernel kernel, List<Tensor> inputs, Tensor target) {
      add(kernel.label() + " in place", inputs, target);
    }

    @Override
    public void created(Tensor tensor) {
      add("created " + tensor.spec(), List.of(), tensor);
    }

    @Override
    public void read(Tensor tensor) {
      add("read " + tensor.spec(), List.of(), tensor);
    }
  }

  private static List<String> events(Runnable body) {
    Log log = new Log();
    log.record(
        () -> {
          body.run();
          return null;
        });
    return log.events;
  }

  @Test
  void anOperationIsSeenWithItsInputsAndItsResult() {
    Tensor a = Tensor.of(1.0, 2.0);
    Tensor b = Tensor.of(3.0, 4.0).requiresGrad(true);
    Log log = new Log();
    Tensor sum = log.record(() -> a.add(b));
    assertThat(log.events).containsExactly("add");
    assertThat(log.seen).containsExactly(List.of(a, b, sum));
    assertThat(sum.requiresGrad()).isTrue();
  }

  @Test
  void viewsAreOperations() {
    Tensor a = Tensor.zeros(2, 3);
    assertThat(events(() -> a.t().slice(0, 1, 2)))
        .containsExactly(
            new Movement.Permute(List.of(1, 0)).label(),
            new Movement.Slice(Shape.of(1, 2), List.of(1, 0), List.of(1, 1)).label());
  }

  @Test
  void aChangeInPlaceIsSeenWithWhatItReads() {
    Tensor a = Tensor.of(1.0, 2.0);
    Tensor b = Tensor.of(3.0, 4.0);
    Log log = new Log();
    log.record(() -> a.addInPlace(b));
    assertThat(log.events).containsExactly("add in place");
    assertThat(log.seen).containsExactly(List.of(a, b, a));
    assertThat(events(() -> a.flip(0).copyFrom(a)))
        .as("read before it is written")
        .containsExactly(new Movement.Flip(List.of(0)).label(), "copy f32", "copy f32 in place");
  }

  @Test
  void whatComesFromTheHostIsSeen() {
    Generator generator = new Generator(1);
    assertThat(events(() -> Tensor.zeros(2, 3))).containsExactly("created f32[2, 3]");
    assertThat(events(() -> Tensor.of(1))).containsExactly("created i32[1]");
    assertThat(events(() -> Tensor.rand(generator, 4))).containsExactly("created f32[4]");
    Tensor a = Tensor.of(1.0, 2.0);
    assertThat(events(() -> a.mul(2))).containsExactly("created f32[]", "mul");
    assertThat(events(() -> a.fill(2)))
        .containsExactly(
            "created f64[]", new Movement.Expand(Shape.of(2)).label(), "copy f32 in place");
  }

  @Test
  void whatGoesToTheHostIsSeenOnceAndAheadOfIt() {
    Tensor a = Tensor.of(1.0, 2.0);
    Tensor view = a.flip(0);
    List<Supplier<?>> readings =
        List.of(
            a.slice(0, 0, 1)::item,
            () -> a.get(1),
            a::toFloats,
            a::toDoubles,
            view::toInts,
            view::toString);
    for (Supplier<?> reading : readings) {
      assertThat(events(reading::get)).hasSize(1).first().asString().startsWith("read f32[");
    }
    Recorder refusing =
        new Recorder() {
          @Override
          public void read(Tensor tensor) {
            throw new IllegalStateException("no reading of " + tensor.spec());
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> refusing.record(a::toFloats))
        .withMessage("no reading of f32[2]");
    assertThat(a.toFloats()).as("afterwards").containsExactly(1, 2);
  }

  @Test
  void aTransferIsOneOperation() {
    Tensor a = Tensor.of(1.0, 2.0).to(simd).flip(0);
    Log log = new Log();
    Tensor moved = log.record(() -> a.to(reference));
    assertThat(log.events).containsExactly(new Transfer(simd, reference).label());
    assertThat(log.seen).containsExactly(List.of(a, moved));
  }

  @Test
  void aDetachedTensorIsAViewOfTheWhole() {
    Tensor a = Tensor.of(1.0, 2.0);
    Log log = new Log();
    Tensor detached = log.record(a::detach);
    assertThat(log.events).containsExactly(new Movement.Expand(Shape.of(2)).label());
    assertThat(log.seen).containsExactly(List.of(a, detached));
  }

  @Test
  void aCustomFunctionIsSeenAsItsOperations() {
    CustomFunction cube =
        new CustomFunction() {
          @Override
          public String name() {
            return "cube";
          }

          @Override
          public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst().square().mul(inputs.getFirst());
          }

          @Override
          public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor g) {
            return inputs.getFirst().square().mul(3).mul(g);
          }
        };
    Tensor x = Tensor.of(2.0).requiresGrad(true);
    Log log = new Log();
    Tensor y = log.record(() -> cube.apply(x));
    assertThat(log.events)
        .containsExactly("square", "mul", new Movement.Expand(Shape.of(1)).label());
    assertThat(log.seen.getLast()).last().isSameAs(y);
    // The input and the output of the last are the same elements.
    assertThat(log.seen.getLast().getFirst()).isSameAs(log.seen.get(1).getLast());
  }

  @Test
  void backwardPassesAndChangesWithoutGradientAreSeen() {
    Tensor x = Tensor.of(2.0, 3.0).requiresGrad(true);
    Tensor loss = x.square().sum();
    assertThat(events(loss::backward)).contains("mul").startsWith("created f32[]");
    assertThat(events(() -> Tensor.noGrad(() -> x.addInPlace(x.grad(), -0.5))))
        .hasSize(1)
        .first()
        .asString()
        .endsWith("in place");
  }

  @Test
  void operationsOfTheRecorderAreNotRecorded() {
    Tensor a = Tensor.of(1.0, 2.0).requiresGrad(true);
    List<Tensor> own = new ArrayList<>();
    List<String> events = new ArrayList<>();
    Recorder busy =
        new Recorder() {
          @Override
          public void applied(Op op, List<Tensor> inputs, Tensor output) {
            events.add(op.label());
            own.add(inputs.getFirst().mul(2));
            own.getLast().toFloats();
          }

          @Override
          public void read(Tensor tensor) {
            events.add("read");
          }
        };
    busy.record(() -> a.square().exp());
    assertThat(events).containsExactly("square", "exp");
    assertThat(own).noneMatch(Tensor::requiresGrad);
  }

  @Test
  void onlyTheInnermostRecorderOfTheThreadRecords() throws InterruptedException {
    Log outer = new Log();
    Log inner = new Log();
    Tensor a = Tensor.of(1.0, 2.0);
    outer.record(
        () -> {
          a.exp();
          inner.record(() -> a.square());
          Thread other = new Thread(a::sqrt);
          other.start();
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return a.log();
        });
    a.neg();
    assertThat(outer.events).containsExactly("exp", "log");
    assertThat(inner.events).containsExactly("square");
  }

  @Test
  void anExceptionIsThrownFromTheOperation() {
    Recorder failing =
        new Recorder() {
          @Override
          public void created(Tensor tensor) {
            throw new IllegalStateException("created");
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> failing.record(() -> Tensor.zeros(1)))
        .withMessage("created");
    assertThat(events(() -> Tensor.zeros(1))).isEqualTo(Collections.nCopies(1, "created f32[1]"));
  }
}
