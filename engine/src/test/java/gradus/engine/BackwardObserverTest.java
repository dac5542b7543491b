package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What an observer of backward passes is shown, and when.
class BackwardObserverTest {
  /// Writes down its calls.
  private static final class Log implements BackwardObserver {
    private final List<String> lines = new ArrayList<>();
    private final Map<Tensor, Tensor> sums = new IdentityHashMap<>();

    @Override
    public void begin(Tensor root, Tensor gradient) {
      lines.add("begin " + text(gradient));
    }

    @Override
    public void visit(Node node, Tensor upstream) {
      lines.add(String.format(Locale.ROOT, "%s %s", node.op().label(), text(upstream)));
    }

    @Override
    public void accumulate(Node node, int input, Tensor contribution, Tensor sum) {
      sums.put(node.inputs().get(input), sum);
      lines.add(
          String.format(
              Locale.ROOT,
              "%s input %d %s sum %s",
              node.op().label(),
              input,
              text(contribution),
              text(sum)));
    }
  }

  private static Tensor leaf(double... values) {
    return Tensor.of(DType.F64, values).requiresGrad(true);
  }

  private static Tensor scalar(double value) {
    return Tensor.full(DType.F64, value, Shape.of()).requiresGrad(true);
  }

  private static String text(Tensor tensor) {
    return Arrays.toString(tensor.toDoubles());
  }

  @Test
  void showsEachNodeAfterItsUsersAndTheSumsSoFar() {
    Tensor x = scalar(2);
    Tensor y = scalar(3);
    Tensor loss = x.mul(y).add(x);
    Log log = new Log();
    Gradients.observe(log, () -> loss.backward());
    // x·y + x: d/dx = y + 1, d/dy = x.
    assertThat(log.lines)
        .containsExactly(
            "begin [1.0]",
            "add [1.0]",
            "add input 0 [1.0] sum [1.0]",
            "add input 1 [1.0] sum [1.0]",
            "mul [1.0]",
            "mul input 0 [3.0] sum [4.0]",
            "mul input 1 [2.0] sum [2.0]");
    assertThat(x.grad().item()).isEqualTo(4);
  }

  @Test
  void aResultUsedTwiceIsVisitedOnceWithTheSum() {
    Tensor x = leaf(1, 2);
    Tensor y = x.neg();
    Log log = new Log();
    Gradients.observe(log, () -> y.mul(y).backward(Tensor.of(DType.F64, 1, 10)));
    assertThat(log.lines)
        .containsExactly(
            "begin [1.0, 10.0]",
            "mul [1.0, 10.0]",
            "mul input 0 [-1.0, -20.0] sum [-1.0, -20.0]",
            "mul input 1 [-1.0, -20.0] sum [-2.0, -40.0]",
            "neg [-2.0, -40.0]",
            "neg input 0 [2.0, 40.0] sum [2.0, 40.0]");
  }

  @Test
  void aContributionHasTheShapeOfAnInputThatWasBroadcast() {
    Tensor x = leaf(1, 2, 3);
    Tensor factor = scalar(5);
    Log log = new Log();
    Gradients.observe(log, () -> x.mul(factor).sum().backward());
    assertThat(log.lines)
        .contains("mul input 0 [5.0, 5.0, 5.0] sum [5.0, 5.0, 5.0]", "mul input 1 [6.0] sum [6.0]");
    assertThat(log.sums.get(factor).shape()).isEqualTo(factor.shape());
  }

  @Test
  void showsOnlyWhatLeadsToAWantedTensor() {
    Tensor x = scalar(2);
    Tensor y = scalar(3);
    Tensor constant = Tensor.full(DType.F64, 7, Shape.of());
    Tensor loss = x.exp().mul(constant).add(y.sin());
    Log log = new Log();
    Gradients.observe(log, () -> Gradients.of(loss, y));
    assertThat(log.lines).filteredOn(line -> line.contains("input")).hasSize(2);
    assertThat(log.lines).noneMatch(line -> line.startsWith("exp") || line.startsWith("mul"));
    assertThat(log.sums).containsOnlyKeys(y, loss.node().inputs().get(1));
  }

  @Test
  void theLastSumOfEachLeafIsItsGradientAndTheSameAsUnobserved() {
    Generator generator = new Generator(1);
    Tensor x = Tensor.randn(generator, 5, 3);
    Tensor weight = Tensor.randn(generator, 3, 4).requiresGrad(true);
    Tensor bias = Tensor.randn(generator, 4).requiresGrad(true);
    Tensor hidden = x.matmul(weight).add(bias).relu();
    Tensor loss = hidden.mul(hidden.sigmoid()).add(bias).square().mean();
    List<Tensor> unobserved = Gradients.of(loss, weight, bias);
    Log log = new Log();
    List<Tensor> observed = Gradients.observe(log, () -> Gradients.of(loss, weight, bias));
    for (int i = 0; i < observed.size(); i++) {
      assertThat(observed.get(i).toDoubles()).isEqualTo(unobserved.get(i).toDoubles());
    }
    assertThat(log.sums.get(weight)).isSameAs(observed.get(0));
    assertThat(log.sums.get(bias)).isSameAs(observed.get(1));
  }

  @Test
  void aLeafAsTheRootHasABeginningAlone() {
    Tensor x = scalar(3);
    Log log = new Log();
    Gradients.observe(log, () -> x.backward());
    assertThat(log.lines).containsExactly("begin [1.0]");
  }

  @Test
  void gradientsOfGradientsAreAPassOfTheirOwn() {
    Tensor x = scalar(3);
    List<Boolean> recorded = new ArrayList<>();
    List<Tensor> roots = new ArrayList<>();
    BackwardObserver observer =
        new BackwardObserver() {
          @Override
          public void begin(Tensor root, Tensor gradient) {
            roots.add(root);
          }

          @Override
          public void accumulate(Node node, int input, Tensor contribution, Tensor sum) {
            // What is recorded is the pass, not the observer.
            recorded.add(sum.requiresGrad());
            recorded.add(sum.mul(2).requiresGrad());
          }
        };
    Tensor y = x.square();
    Tensor slope = Gradients.observe(observer, () -> Gradients.recorded(y, x).getFirst());
    assertThat(recorded).containsExactly(true, false);
    Tensor curvature = Gradients.observe(observer, () -> Gradients.of(slope, x).getFirst());
    assertThat(curvature.item()).isEqualTo(2);
    assertThat(roots).containsExactly(y, slope);
    assertThat(recorded.subList(2, recorded.size())).isNotEmpty().containsOnly(false);
  }

  @Test
  void ofNestedObserversOnlyTheInnerOneSeesAPass() {
    Tensor x = scalar(3);
    Log outer = new Log();
    Log inner = new Log();
    Gradients.observe(
        outer,
        () -> {
          Gradients.observe(inner, () -> x.neg().backward());
          x.exp().backward();
        });
    assertThat(inner.lines).hasSize(3).contains("neg [1.0]");
    assertThat(outer.lines).hasSize(3).contains("exp [1.0]");
  }

  @Test
  void passesOfTheObserverItselfAreNotObserved() {
    Tensor x = scalar(3);
    Tensor y = x.square();
    List<Double> slopes = new ArrayList<>();
    BackwardObserver observer =
        new BackwardObserver() {
          @Override
          public void visit(Node node, Tensor upstream) {
            assertThat(slopes).isEmpty();
            slopes.add(Gradients.of(y, x).getFirst().item());
          }
        };
    Gradients.observe(observer, () -> x.exp().backward());
    assertThat(slopes).containsExactly(6.0);
  }

  @Test
  void aPassWithinAPassIsObserved() {
    Tensor x = scalar(3);
    CustomFunction nested =
        new CustomFunction() {
          @Override
          public String name() {
            return "nested";
          }

          @Override
          public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst().copy();
          }

          @Override
          public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
            Tensor y = scalar(2);
            return upstream.mul(Gradients.of(y, y).getFirst());
          }
        };
    Log log = new Log();
    Gradients.observe(log, () -> nested.apply(x).backward());
    assertThat(log.lines)
        .containsExactly(
            "begin [1.0]", "nested [1.0]", "begin [1.0]", "nested input 0 [1.0] sum [1.0]");
  }

  @Test
  void anExceptionOfTheObserverEndsThePassAndLeavesTheLeavesAsTheyAre() {
    Tensor x = scalar(3);
    Tensor loss = x.exp().neg();
    BackwardObserver failing =
        new BackwardObserver() {
          @Override
          public void accumulate(Node node, int input, Tensor contribution, Tensor sum) {
            if (node.inputs().get(input) == x) {
              throw new IllegalStateException("seen enough");
            }
          }
        };
    assertThatThrownBy(() -> Gradients.observe(failing, () -> loss.backward()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("seen enough");
    assertThat(x.grad()).isNull();
    // Neither the observer nor its suspended recording stays behind.
    loss.backward();
    assertThat(x.grad().item()).isEqualTo(-Math.exp(3));
    assertThat(x.exp().requiresGrad()).isTrue();
  }

  @Test
  void anObserverSeesOnlyItsOwnThread() throws InterruptedException {
    Tensor x = scalar(3);
    Log log = new Log();
    Gradients.observe(
        log,
        () -> {
          Thread other = Thread.ofPlatform().start(() -> x.exp().backward());
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(x.grad()).isNotNull();
    assertThat(log.lines).isEmpty();
  }

  @Test
  void noObserverIsRefused() {
    assertThatThrownBy(() -> Gradients.observe(null, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("observer");
  }
}
