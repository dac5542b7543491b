package gradus.nn;

import static gradus.nn.Bowl.parameter;
import static gradus.nn.Bowl.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an optimiser remembers between steps: its buffers, their names, and that a run goes on from
/// them.
class OptimizerStateTest {
  @ParameterizedTest
  @EnumSource
  void goesOnFromAStateAsIfNothingHadHappened(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Tensor q = parameter(3);
    Optimizer optimizer = kind.of(List.of(p, q));
    // q comes in later, so that its state is another step's.
    step(optimizer, p);
    step(optimizer, p, q);
    Map<String, Tensor> state = optimizer.state();
    Tensor p2 = p.detach().copy().requiresGrad(true);
    Tensor q2 = q.detach().copy().requiresGrad(true);
    for (int i = 0; i < 3; i++) {
      step(optimizer, p, q);
    }
    Optimizer second = kind.of(List.of(p2, q2));
    second.load(state);
    for (int i = 0; i < 3; i++) {
      step(second, p2, q2);
    }
    assertThat(p2.toFloats()).containsExactly(p.toFloats());
    assertThat(q2.toFloats()).containsExactly(q.toFloats());
    assertThat(second.state().keySet()).isEqualTo(optimizer.state().keySet());
  }

  @Test
  void aStateIsNamedAsInPyTorch() {
    Tensor p = parameter(1, 2);
    Tensor unused = parameter(1);
    Adam adam = new Adam(List.of(unused, p), 0.1);
    String[] names = {"0.step", "0.exp_avg", "0.exp_avg_sq", "1.step", "1.exp_avg", "1.exp_avg_sq"};
    assertThat(adam.state().keySet()).containsExactly(names);
    step(adam, p);
    step(adam, p);
    assertThat(adam.state().keySet()).containsExactly(names);
    assertThat(adam.state().get("0.step").item()).isZero();
    assertThat(adam.state().get("1.step").item()).isEqualTo(2);
    assertThat(adam.state().get("1.exp_avg").spec()).isEqualTo(p.spec());
    SGD sgd = new SGD(List.of(p), new SGD.Options(0.1, 0.9, false, 0));
    step(sgd, p);
    assertThat(sgd.state().keySet()).containsExactly("0.momentum_buffer");
    SGD plain = new SGD(List.of(p), 0.1);
    step(plain, p);
    assertThat(plain.state()).isEmpty();
  }

  @Test
  void aStateThatDoesNotFitChangesNothing() {
    Tensor p = parameter(1, 2);
    Tensor q = parameter(1);
    Adam adam = new Adam(List.of(p, q), 0.1);
    step(adam, p, q);
    Map<String, Tensor> good = adam.state();
    Map<String, Tensor> bad = new HashMap<>();
    bad.put("1.exp_avg", Tensor.zeros(3));
    bad.put("0.exp_avg_sq", good.get("0.exp_avg_sq").to(DType.F64));
    bad.put("1.step", Tensor.scalar(2));
    bad.put("2.step", good.get("1.step"));
    bad.put("0.momentum_buffer", Tensor.zeros(2));
    bad.put("0.step", Tensor.fromArray(new int[] {-1}));
    bad.forEach(
        (name, tensor) -> {
          Map<String, Tensor> state = new HashMap<>();
          // Another value for what is loaded first, to see whether it gets in.
          good.forEach((key, value) -> state.put(key, value.add(value)));
          state.put(name, tensor);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> adam.load(state))
              .withMessageStartingWith("Adam: ")
              .withMessageContaining(name);
        });
    Map<String, Tensor> half = new HashMap<>(good);
    half.remove("1.exp_avg");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adam.load(half))
        .withMessageContaining("only [step, exp_avg_sq] of parameter 1, not all of [step, exp_avg");
    Map<String, Tensor> negative = new HashMap<>(good);
    negative.put("1.step", good.get("1.step").sub(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adam.load(negative))
        .withMessage("Adam: the state's 1.step must not be negative, got -2");
    adam.state()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toDoubles()).containsExactly(good.get(name).toDoubles()));
  }

  @ParameterizedTest
  @EnumSource
  void aStateIsACopy(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Optimizer optimizer = kind.of(List.of(p));
    step(optimizer, p);
    Map<String, Tensor> state = optimizer.state();
    Map<String, double[]> values = new HashMap<>();
    state.forEach((name, tensor) -> values.put(name, tensor.toDoubles()));
    step(optimizer, p);
    Optimizer other = kind.of(List.of(p));
    other.load(state);
    step(other, p);
    state.forEach(
        (name, tensor) -> assertThat(tensor.toDoubles()).containsExactly(values.get(name)));
  }

  @Test
  void aMomentumNeedsItsBuffersFromTheStart() {
    SGD plain = new SGD(List.of(parameter(1)), 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.options(new SGD.Options(0.1, 0.9, false, 0)))
        .withMessageContaining("0.9");
    assertThat(plain.options().momentum()).isZero();
    RMSprop bare = new RMSprop(List.of(parameter(1)), 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare.options(new RMSprop.Options(0.1, 0.9, 0, 0.5, false, 0)))
        .withMessageContaining("momentum=0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare.options(new RMSprop.Options(0.1, 0.9, 0, 0, true, 0)))
        .withMessageContaining("centered=true");
    assertThat(bare.options().centered()).isFalse();
  }

  /// As in the documentation of the class.
  private static final class Adagrad extends Optimizer {
    private double lr;

    Adagrad(Collection<Tensor> parameters, double lr) {
      super(parameters, false, new Buffer("sum", 0));
      this.lr = lr;
    }

    @Override
    protected void update(Tensor parameter, Tensor gradient, ParameterState state) {
      Tensor sum = state.buffer("sum").addProductInPlace(1, gradient, gradient, 1);
      parameter.addOverRootInPlace(-lr, gradient, sum, 1e-10);
      assertThatIllegalStateException().isThrownBy(state::steps);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> state.buffer("mean"))
          .withMessage("buffer: there is no mean; there are [sum]");
    }

    @Override
    public double lr() {
      return lr;
    }

    @Override
    public void lr(double lr) {
      this.lr = lr;
    }
  }

  /// After steps along 3 and 4 the sums of squares are 9 and 25.
  @Test
  void anOwnOptimizerNeedsOnlyItsFormula() {
    Tensor p = parameter(1);
    Adagrad adagrad = new Adagrad(List.of(p), 0.5);
    adagrad.step(List.of(Tensor.of(3.0)));
    assertThat(p.item()).isEqualTo(0.5);
    Map<String, Tensor> state = adagrad.state();
    assertThat(state.get("0.sum").item()).isEqualTo(9);
    adagrad.step(List.of(Tensor.of(4.0)));
    assertThat(p.item()).isCloseTo(0.1, within(1e-7));
    adagrad.load(state);
    assertThat(adagrad.state().get("0.sum").item()).isEqualTo(9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adagrad.load(Map.of("1.sum", p)))
        .withMessageStartingWith("Adagrad: ");
  }

  @ParameterizedTest
  @EnumSource
  void aParameterThatTheStateDoesNotHaveBeginsAnew(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Optimizer optimizer = kind.of(List.of(p));
    Map<String, Tensor> initial = optimizer.state();
    step(optimizer, p);
    optimizer.load(Map.of());
    optimizer
        .state()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toDoubles()).containsExactly(initial.get(name).toDoubles()));
  }

  @Test
  void aStateGoesThroughAFile(@TempDir Path folder) throws IOException {
    Linear model = new Linear(new Generator(1), 2, 2);
    Adam adam = new Adam(model.parameters().values(), 0.1);
    model.forward(Tensor.ones(1, 2)).sum().backward();
    adam.step();
    Path file = folder.resolve("adam.safetensors");
    Safetensors.save(file, adam.state(), Map.of());
    Adam second = new Adam(model.parameters().values(), 0.1);
    second.load(Safetensors.load(file).tensors());
    second
        .state()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toDoubles()).containsExactly(adam.state().get(name).toDoubles()));
    assertThat(second.state()).hasSize(6);
  }
}
