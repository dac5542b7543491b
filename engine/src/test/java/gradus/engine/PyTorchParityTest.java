package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random numbers, operations and gradients as a real PyTorch computed them.
class PyTorchParityTest {
  private static final Map<String, Tensor> FIGURES = PyTorchFigures.read();

  private static void assertClose(String name, double[] actual, double tolerance) {
    double[] expected = FIGURES.get(name).toDoubles();
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s, element %d: %s, PyTorch %s", name, i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance * (1 + Math.abs(expected[i])));
    }
  }

  @Test
  void streams() {
    int tried = 0;
    for (String name : FIGURES.keySet()) {
      String[] parts = name.split("/");
      if (parts.length != 3 || parts[0].equals("op")) {
        continue;
      }
      Generator generator = new Generator(Long.parseLong(parts[1]));
      int n = Integer.parseInt(parts[2]);
      // Bit for bit where PyTorch computes without approximating.
      switch (parts[0]) {
        case "rand" -> assertClose(name, Tensor.rand(generator, n).toDoubles(), 0);
        case "randperm" -> assertClose(name, Tensor.randperm(generator, n).toDoubles(), 0);
        case "uniform" -> assertClose(name, Tensor.uniform(generator, -0.3, 0.7, n).toDoubles(), 0);
        case "randn" -> assertClose(name, Tensor.randn(generator, n).toDoubles(), 1e-6);
        case "normal" -> assertClose(name, Tensor.normal(generator, 2, 3, n).toDoubles(), 2e-6);
        default -> throw new AssertionError(name);
      }
      tried++;
    }
    assertThat(tried).isEqualTo(4 * (2 + 6 + 4 + 4));
  }

  @Test
  void severalCallsOnOneGenerator() {
    Generator generator = new Generator(9);
    assertClose("mixed/1", Tensor.randn(generator, 3).toDoubles(), 1e-6);
    assertClose("mixed/2", Tensor.rand(generator, 2).toDoubles(), 0);
    assertClose("mixed/3", Tensor.randn(generator, 4).toDoubles(), 1e-6);
    assertClose("mixed/4", Tensor.randperm(generator, 6).toDoubles(), 0);
    assertClose("mixed/5", Tensor.randn(generator, 18).toDoubles(), 1e-6);
  }

  private static Tensor input(String name) {
    return FIGURES.get("input/" + name).to(Backends.current()).to(DType.F32);
  }

  private record Case(Function<Tensor[], Tensor> function, String... inputs) {}

  private static Map<String, Case> cases() {
    Tensor index = FIGURES.get("input/index").to(Backends.current()).to(DType.I32);
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("neg", new Case(x -> x[0].neg(), "a"));
    cases.put("abs", new Case(x -> x[0].abs(), "a"));
    cases.put("sign", new Case(x -> x[0].sign(), "a"));
    cases.put("exp", new Case(x -> x[0].exp(), "a"));
    cases.put("log", new Case(x -> x[0].log(), "positive"));
    cases.put("sqrt", new Case(x -> x[0].sqrt(), "positive"));
    cases.put("reciprocal", new Case(x -> x[0].reciprocal(), "positive"));
    cases.put("sin", new Case(x -> x[0].sin(), "a"));
    cases.put("cos", new Case(x -> x[0].cos(), "a"));
    cases.put("tanh", new Case(x -> x[0].tanh(), "a"));
    cases.put("sigmoid", new Case(x -> x[0].sigmoid(), "a"));
    cases.put("relu", new Case(x -> x[0].relu(), "a"));
    cases.put("erf", new Case(x -> x[0].erf(), "a"));
    cases.put("clamp", new Case(x -> x[0].clamp(-0.5, 0.25), "a"));
    cases.put("add", new Case(x -> x[0].add(x[1]), "a", "row"));
    cases.put("sub", new Case(x -> x[0].sub(x[1]), "a", "column"));
    cases.put("mul", new Case(x -> x[0].mul(x[1]), "column", "row"));
    cases.put("div", new Case(x -> x[0].div(x[1]), "a", "positive"));
    cases.put("pow", new Case(x -> x[0].pow(x[1]), "positive", "row"));
    cases.put("maximum", new Case(x -> x[0].maximum(x[1]), "a", "row"));
    cases.put("minimum", new Case(x -> x[0].minimum(x[1]), "a", "row"));
    cases.put("where", new Case(x -> Tensor.where(x[0].gt(0), x[0], x[1]), "a", "positive"));
    cases.put("sum", new Case(x -> x[0].sum(0), "a"));
    cases.put("mean", new Case(x -> x[0].mean(1, true), "a"));
    cases.put("max", new Case(x -> x[0].max(0), "a"));
    cases.put("min", new Case(x -> x[0].min(0, 1), "a"));
    cases.put("var", new Case(x -> x[0].var(1), "a"));
    cases.put("logSumExp", new Case(x -> x[0].logSumExp(1), "a"));
    cases.put("softmax", new Case(x -> x[0].softmax(1), "a"));
    cases.put("logSoftmax", new Case(x -> x[0].logSoftmax(0), "a"));
    cases.put("matmul", new Case(x -> x[0].matmul(x[1]), "batch", "right"));
    cases.put("matmulVectors", new Case(x -> x[0].matmul(x[1]), "row", "row"));
    cases.put("matmulMatrixVector", new Case(x -> x[0].matmul(x[1]), "a", "row"));
    cases.put("permute", new Case(x -> x[0].permute(2, 0, 3, 1), "batch"));
    cases.put("expand", new Case(x -> x[0].expand(2, 3, 4), "column"));
    cases.put("slice", new Case(x -> x[0].slice(1, 1, 4, 2), "a"));
    cases.put("flip", new Case(x -> x[0].flip(1), "a"));
    cases.put("pad", new Case(x -> x[0].pad(1, 1, 2, 0.5), "a"));
    cases.put("concat", new Case(x -> Tensor.concat(1, x), "a", "column"));
    cases.put("stack", new Case(x -> Tensor.stack(1, x), "a", "positive"));
    cases.put("gather", new Case(x -> x[0].gather(0, index), "a"));
    cases.put(
        "scatterAdd",
        new Case(x -> x[0].scatterAdd(0, index, x[1].slice(0, 0, 2)), "a", "positive"));
    cases.put("indexSelect", new Case(x -> x[0].indexSelect(1, index.select(0, 0)), "a"));
    return cases;
  }

  static List<String> operations() {
    return FIGURES.keySet().stream()
        .filter(name -> name.matches("op/\\w+"))
        .map(name -> name.substring(3))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operationAndGradients(String name) {
    for (String backend : Backends.usable()) {
      Backends.using(
          Backends.named(backend),
          () -> {
            check(name);
            return null;
          });
    }
  }

  private static void check(String name) {
    Case tried = cases().get(name);
    Tensor[] leaves = new Tensor[tried.inputs.length];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = input(tried.inputs[i]).copy().requiresGrad(true);
    }
    Tensor result = tried.function.apply(leaves);
    assertThat(result.shape()).isEqualTo(FIGURES.get("op/" + name).shape());
    assertClose("op/" + name, result.toDoubles(), 2e-6);
    Tensor weights = Tensor.linspace(0.5, 1.5, result.size());
    result.mul(weights.reshape(result.shape().dims())).sum().backward();
    for (int i = 0; i < leaves.length; i++) {
      assertClose("op/%s/grad%d".formatted(name, i), leaves[i].grad().toDoubles(), 5e-6);
    }
  }
}
