package gradus.nn;

import static gradus.nn.Bowl.bowl;
import static gradus.nn.Bowl.parameter;
import static gradus.nn.Bowl.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizerTest {
  @Test
  void momentumByHand() {
    Tensor p = parameter(1);
    SGD optimizer = new SGD(List.of(p), new SGD.Options(0.5, 0.5, false, 0));
    // The gradient is always 1: b is 1, 1.5, 1.75.
    for (double expected : new double[] {0.5, -0.25, -1.125}) {
      optimizer.zeroGrad();
      p.sum().backward();
      optimizer.step();
      assertThat(p.item()).isEqualTo(expected);
    }
  }

  @Test
  void nesterovAndDecayByHand() {
    Tensor p = parameter(1);
    SGD optimizer = new SGD(List.of(p), new SGD.Options(0.5, 0.5, true, 0.5));
    p.sum().backward();
    optimizer.step();
    // g = 1 + ½·1, b = g, and the step is g + ½ b = 2.25.
    assertThat(p.item()).isEqualTo(1 - 0.5 * 2.25);
  }

  @Test
  void adamsFirstStepIsTheLearningRateWhateverTheGradient() {
    Tensor p = parameter(1, 1);
    Adam optimizer = new Adam(List.of(p), 0.25);
    p.mul(Tensor.of(1000.0, -0.001)).sum().backward();
    optimizer.step();
    assertThat(p.get(0)).isCloseTo(0.75, within(1e-5));
    assertThat(p.get(1)).isCloseTo(1.25, within(1e-5));
  }

  @Test
  void adamWDecaysApartFromTheGradient() {
    Tensor p = parameter(2);
    new AdamW(List.of(p), new AdamW.Options(0.1, 0.9, 0.999, 1e-8, 0.5)).step();
    assertThat(p.item()).as("without a gradient nothing changes").isEqualTo(2);
    p.mul(0).sum().backward();
    new AdamW(List.of(p), new AdamW.Options(0.1, 0.9, 0.999, 1e-8, 0.5)).step();
    assertThat(p.item()).isCloseTo(2 * (1 - 0.1 * 0.5), within(1e-6));
  }

  /// Against the formulas, one number at a time, in doubles.
  @Test
  void aHundredStepsFollowTheFormulas() {
    double[] start = {5, -5, 0.25};
    Tensor s = Tensor.fromArray(start, 3).requiresGrad(true);
    Tensor a = Tensor.fromArray(start, 3).requiresGrad(true);
    SGD sgd = new SGD(List.of(s), new SGD.Options(0.01, 0.9, true, 0.02));
    Adam adam = new Adam(List.of(a), new Adam.Options(0.1, 0.8, 0.99, 1e-3, 0.02));
    double[] p = start.clone();
    double[] b = new double[3];
    double[] q = start.clone();
    double[] m = new double[3];
    double[] v = new double[3];
    for (int t = 1; t <= 100; t++) {
      step(sgd, s);
      step(adam, a);
      for (int i = 0; i < 3; i++) {
        double g = 2 * (p[i] - (i + 1)) + 0.02 * p[i];
        b[i] = 0.9 * b[i] + g;
        p[i] -= 0.01 * (g + 0.9 * b[i]);
        double h = 2 * (q[i] - (i + 1)) + 0.02 * q[i];
        m[i] = 0.8 * m[i] + 0.2 * h;
        v[i] = 0.99 * v[i] + 0.01 * h * h;
        double root = Math.sqrt(v[i] / (1 - Math.pow(0.99, t)));
        q[i] -= 0.1 * m[i] / (1 - Math.pow(0.8, t)) / (root + 1e-3);
      }
    }
    assertThat(s.toDoubles()).containsExactly(p, within(1e-12));
    assertThat(a.toDoubles()).containsExactly(q, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void findsTheLowestPoint(OptimizerKind kind) {
    Tensor p = parameter(5, -5, 0);
    Optimizer optimizer = kind.of(List.of(p));
    double before = bowl(p).item();
    for (int i = 0; i < 300; i++) {
      optimizer.lr(kind.lr(1 - i / 300.0));
      step(optimizer, p);
    }
    assertThat(bowl(p).item()).isLessThan(0.01).isLessThan(before);
    assertThat(p.requiresGrad()).isTrue();
    assertThat(p.isLeaf()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aGradientThatIsKeptElsewhereStaysAsItWas(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Optimizer optimizer = kind.of(List.of(p));
    bowl(p).backward();
    double[] before = p.grad().toDoubles();
    optimizer.step();
    optimizer.step();
    assertThat(p.grad().toDoubles()).containsExactly(before);
    optimizer.zeroGrad();
    assertThat(p.grad()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void parametersStayOnTheirBackendAndKeepTheirType(OptimizerKind kind) {
    Tensor p =
        Backends.using(
            Backends.named("reference"),
            () -> Tensor.fromArray(new double[] {3, 4}, 2).requiresGrad(true));
    Optimizer optimizer = kind.of(List.of(p));
    p.square().sum().backward();
    optimizer.step();
    optimizer.step();
    assertThat(p.get(0)).isLessThan(3);
    assertThat(optimizer.state().values()).allMatch(t -> t.backend() == p.backend());
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatItCannotChange(OptimizerKind kind) {
    Tensor p = parameter(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.of(List.of()))
        .withMessageContaining("no parameters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.of(List.of(p, Tensor.zeros(2))))
        .withMessageContaining("parameter 1, f32[2], doesn't require a gradient");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.of(List.of(p.mul(2))))
        .withMessageContaining("isn't a leaf");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.of(List.of(p, p)))
        .withMessageContaining("twice");
  }

  @Test
  void optionsAreChecked() {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SGD(List.of(parameter(1)), bad))
          .withMessageContaining("learning rate");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SGD.Options(1, bad, false, 0))
          .withMessageContaining("momentum");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SGD.Options(1, 0, false, bad))
          .withMessageContaining("weight decay");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Adam.Options(bad, 0.9, 0.9, 0, 0))
          .withMessageContaining("learning rate");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Adam.Options(1, 0.9, 0.9, bad, 0))
          .withMessageContaining("eps");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Adam.Options(1, 0.9, 0.9, 0, bad))
          .withMessageContaining("weight decay");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SGD.Options(1, 0, true, 0))
        .withMessageContaining("Nesterov");
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Adam.Options(1, bad, 0.9, 0, 0))
          .withMessageContaining("beta1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Adam.Options(1, 0.9, bad, 0, 0))
          .withMessageContaining("beta2");
    }
  }

  /// The sum of gradients is there from the start and changes nothing, not even the sign of 0.
  @Test
  void theFirstStepWithMomentumIsPlainDescent() {
    double[] signs = {1, 0.0, -0.0, -3, Double.POSITIVE_INFINITY};
    for (double start : new double[] {0.0, -0.0, 2}) {
      for (double g : signs) {
        Tensor plain = parameter(start);
        Tensor moving = parameter(start);
        new SGD(List.of(plain), 0.5).step(List.of(Tensor.of(g)));
        SGD momentum = new SGD(List.of(moving), new SGD.Options(0.5, 0.9, false, 0));
        momentum.step(List.of(Tensor.of(g)));
        assertThat(moving.toFloats()).containsExactly(plain.toFloats());
        assertThat(momentum.state().get("0.momentum_buffer").toFloats()).containsExactly((float) g);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenGradientsTakeTheSameStepsAsTheParametersOwn(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Tensor q = parameter(3);
    Tensor p2 = parameter(5, -5);
    Tensor q2 = parameter(3);
    Optimizer own = kind.of(List.of(p, q));
    Optimizer given = kind.of(List.of(p2, q2));
    assertThat(given.parameters()).containsExactly(p2, q2);
    for (int i = 0; i < 3; i++) {
      step(own, p);
      given.step(Arrays.asList(p.grad().copy(), null));
      step(own, p, q);
      given.step(List.of(p.grad().copy(), q.grad().copy()));
    }
    assertThat(p2.toFloats()).containsExactly(p.toFloats());
    assertThat(q2.toFloats()).containsExactly(q.toFloats());
    assertThat(p2.grad()).isNull();
    given
        .state()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toFloats()).containsExactly(own.state().get(name).toFloats()));
  }

  @ParameterizedTest
  @EnumSource
  void givenGradientsThatDoNotFitChangeNothing(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Tensor q = parameter(3);
    Optimizer optimizer = kind.of(List.of(p, q));
    Tensor good = Tensor.ones(2);
    Tensor elsewhere = Backends.using(Backends.named("reference"), () -> Tensor.ones(1));
    Map<List<Tensor>, String> wrong = new HashMap<>();
    wrong.put(List.of(good), "needs 2 gradients, one per parameter, not 1");
    wrong.put(List.of(good, Tensor.ones(2)), "gradient 1 is f32[2] on simd, the parameter f32[1]");
    wrong.put(List.of(good, Tensor.ones(1).to(DType.F64)), "gradient 1 is f64[1]");
    wrong.put(List.of(good, elsewhere), "gradient 1 is f32[1] on reference");
    wrong.forEach(
        (gradients, message) ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(gradients))
                .withMessageContaining(message));
    assertThat(p.toFloats()).containsExactly(5, -5);
  }

  /// The learning rate of each step is that of an optimizer that always had it.
  @ParameterizedTest
  @EnumSource
  void theLearningRateCanChangeBetweenSteps(OptimizerKind kind) {
    Tensor p = parameter(5, -5);
    Optimizer optimizer = kind.of(List.of(p));
    assertThat(optimizer.lr()).isEqualTo(0.1);
    optimizer.lr(0);
    step(optimizer, p);
    assertThat(p.toFloats()).containsExactly(5, -5);
    // Both optimizers have seen that step; only what it led to depends on the rate.
    Tensor other = parameter(5, -5);
    Optimizer same = kind.of(List.of(other));
    same.load(optimizer.state());
    optimizer.lr(0.1);
    step(optimizer, p);
    step(same, other);
    assertThat(p.toFloats()).containsExactly(other.toFloats()).isNotEqualTo(new float[] {5, -5});
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.lr(bad))
          .withMessageContaining("learning rate");
    }
    assertThat(optimizer.lr()).isEqualTo(0.1);
  }

  @Test
  void allNumbersCanChangeBetweenSteps() {
    Tensor p = parameter(1);
    SGD sgd = new SGD(List.of(p), new SGD.Options(0.5, 0.5, false, 0));
    Tensor one = Tensor.of(1.0);
    sgd.step(List.of(one));
    sgd.options(new SGD.Options(0.5, 0.25, true, 0.5));
    assertThat(sgd.options().momentum()).isEqualTo(0.25);
    sgd.step(List.of(one));
    // p = ½; g = 1 + ½·½, b = ¼·1 + g = 1.5, and the step is ½·(g + ¼ b).
    assertThat(p.item()).isEqualTo(0.5 - 0.5 * (1.25 + 0.375));
    sgd.options(new SGD.Options(1, 0, false, 0));
    sgd.step(List.of(one));
    assertThat(p.item()).isEqualTo(-0.3125 - 1);
    assertThat(sgd.state().get("0.momentum_buffer").item()).as("unused").isEqualTo(1.5);

    Tensor q = parameter(2);
    AdamW adam = new AdamW(List.of(q), new AdamW.Options(0.1, 0.9, 0.999, 1e-8, 0.5));
    adam.options(new AdamW.Options(0.5, 0.5, 0.5, 0, 0));
    assertThat(adam.options().beta1()).isEqualTo(0.5);
    adam.step(List.of(one));
    assertThat(q.item()).isEqualTo(1.5);
  }
}
