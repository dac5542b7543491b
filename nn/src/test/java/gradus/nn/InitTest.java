package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Init.Fan;
import gradus.nn.Init.Nonlinearity;
import gradus.testkit.Fixture;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitTest {
  private static Tensor init(String name, Tensor w, Generator g) {
    double leaky = Nonlinearity.leakyReLU(0.2);
    return switch (name) {
      case "uniform" -> Init.uniform(w, g, -0.5, 2);
      case "normal" -> Init.normal(w, g, 1, 0.5);
      case "kaimingUniform" -> Init.kaimingUniform(w, g);
      case "kaimingUniformOut" -> Init.kaimingUniform(w, g, Fan.OUT, leaky);
      case "kaimingUniformDefault" ->
          Init.kaimingUniform(w, g, Fan.IN, Nonlinearity.leakyReLU(Math.sqrt(5)));
      case "kaimingNormal" -> Init.kaimingNormal(w, g);
      case "kaimingNormalOut" -> Init.kaimingNormal(w, g, Fan.OUT, Nonlinearity.TANH.gain());
      case "xavierUniform" -> Init.xavierUniform(w, g, 1.5);
      case "xavierNormal" -> Init.xavierNormal(w, g, 1);
      case "truncNormal" -> Init.truncNormal(w, g, 0, 1, -2, 2);
      case "truncNormalSmall" -> Init.truncNormal(w, g, 0, 0.02, -2, 2);
      case "truncNormalNear" -> Init.truncNormal(w, g, 0.5, 1.5, -0.25, 0.75);
      case "orthogonal" -> Init.orthogonal(w, g, 1);
      case "orthogonalGain" -> Init.orthogonal(w, g, 2);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @TestFactory
  Stream<DynamicTest> theNumbersArePyTorchs() {
    List<Fixture> fixtures = Fixture.read(InitTest.class.getResourceAsStream("fixtures/init.txt"));
    assertThat(fixtures).hasSize(2).allMatch(fixture -> fixture.tensors().size() == 28);
    return fixtures.stream()
        .flatMap(c -> OnEachBackend.test("seed " + c.name(), () -> checkStream(c)));
  }

  /// All draws of a seed, one after another, so that each must take as many as PyTorch's.
  private static void checkStream(Fixture fixture) {
    Generator generator = new Generator(Long.parseLong(fixture.name()));
    fixture
        .tensors()
        .forEach(
            (key, expected) -> {
              String name = key.split(":")[0];
              Tensor w = Tensor.full(9, expected.shape().dims()).requiresGrad(true);
              assertThat(init(name, w, generator)).isSameAs(w);
              assertThat(w.spec()).isEqualTo(expected.spec());
              assertThat(w.requiresGrad()).isTrue();
              if (name.endsWith("niform") || name.startsWith("kaimingUniform")) {
                assertThat(w.toFloats()).as(key).containsExactly(expected.toFloats());
              } else {
                // PyTorch rounds to F32 on the way: parts that cancel here, and each reflection.
                double allowed =
                    switch (name) {
                      case "truncNormalNear" -> 4;
                      case "orthogonal", "orthogonalGain" -> 16;
                      default -> 0.4;
                    };
                close(key, w.toFloats(), expected.toFloats(), allowed * 0x1p-24);
              }
            });
  }

  private static void close(String what, float[] actual, float[] expected, double allowed) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double within = Math.max(allowed, 4 * Math.ulp(expected[i]));
      assertThat((double) actual[i]).as("%s, %d", what, i).isCloseTo(expected[i], within(within));
    }
  }

  @Test
  void fansCountTheConnections() {
    Tensor kernel = Tensor.zeros(8, 3, 5, 7);
    assertThat(Init.fan(kernel, Fan.IN)).isEqualTo(3 * 5 * 7);
    assertThat(Init.fan(kernel, Fan.OUT)).isEqualTo(8 * 5 * 7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Init.fan(Tensor.zeros(3), Fan.IN))
        .withMessageContaining("f32[3]");
  }

  @Test
  void gainsAreThoseOfPyTorch() {
    assertThat(Nonlinearity.LINEAR.gain()).isEqualTo(1);
    assertThat(Nonlinearity.SIGMOID.gain()).isEqualTo(1);
    assertThat(Nonlinearity.SELU.gain()).isEqualTo(0.75);
    assertThat(Nonlinearity.leakyReLU(0)).isEqualTo(Nonlinearity.RELU.gain());
  }

  @Test
  void aTensorOfDoublesGetsTheSameNumbers() {
    Tensor w =
        Init.uniform(Tensor.zeros(DType.F64, Tensor.zeros(5).shape()), new Generator(1), 0, 1);
    assertThat(w.dtype()).isEqualTo(DType.F64);
    assertThat(w.toFloats()).containsExactly(new Generator(1).uniform(5));
    assertThat(Init.constant(w, 0.25).toDoubles()).containsOnly(0.25);
  }

  @ParameterizedTest
  @CsvSource({"30,30", "50,20", "20,50", "1,9", "9,1"})
  void orthogonalMatricesAreOrthogonal(int rows, int columns) {
    Tensor w = Init.orthogonal(Tensor.zeros(rows, columns), new Generator(7), 1);
    Tensor q = rows <= columns ? w : w.t();
    double[] products = q.matmul(q.t()).sub(Tensor.eye(q.size(0))).toDoubles();
    assertThat(Arrays.stream(products).map(Math::abs).max().orElseThrow()).isLessThan(1e-6);
  }

  @Test
  void orthogonalVectorsAlsoFromOnesThatAlreadyAre() {
    double[][] vectors = {{-2, 0, 0}, {0, 0, 3}};
    Householder.orthogonalize(vectors);
    assertThat(vectors[0]).containsExactly(new double[] {-1, 0, 0}, within(1e-15));
    assertThat(vectors[1]).containsExactly(new double[] {0, 0, 1}, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-9, 0.3, 0.8499, 0.8501, 0.99, 0.999999, 1 - 0x1p-40})
  void theInverseErrorFunctionIsOne(double y) {
    double x = InverseErrorFunction.of(y);
    double back = Tensor.of(DType.F64, x).erf().item();
    // A rounding of x makes as much of a difference in y as the slope says.
    double slope = 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
    assertThat(back).isCloseTo(y, within(8 * (Math.ulp(x) * slope + Math.ulp(y))));
    assertThat(InverseErrorFunction.of(-y)).isEqualTo(-x);
  }

  @Test
  void theInverseErrorFunctionInTheFarTail() {
    // erf 5.5 differs from 1 by 7.36·10⁻¹⁵.
    double x = InverseErrorFunction.of(1 - 7.357847917974398e-15);
    assertThat(x).isCloseTo(5.5, within(2e-3));
    assertThat(InverseErrorFunction.of(1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(InverseErrorFunction.of(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(InverseErrorFunction.of(1.5)).isNaN();
  }

  @Test
  void aTruncatedNormalStaysInItsInterval() {
    Tensor w = Init.truncNormal(Tensor.zeros(10_000), new Generator(1), 0, 1, -0.5, 1);
    assertThat(w.min().item()).isBetween(-0.5, -0.499);
    assertThat(w.max().item()).isBetween(0.999, 1.0);
    // The mean of the standard normal distribution between a and b is (φ(a) - φ(b)) / (Φ(b) -
    // Φ(a)).
    assertThat(w.mean().item()).isCloseTo(0.20666, within(0.01));
  }

  @Test
  void whatIsNoDistributionIsRefused() {
    Tensor w = Tensor.zeros(3);
    Generator g = new Generator(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Init.truncNormal(w, g, 0, 1, 2, 2))
        .withMessageContaining("from 2.0 to 2.0");
    assertThatIllegalArgumentException().isThrownBy(() -> Init.truncNormal(w, g, 0, 0, -2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> Init.orthogonal(w, g, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Init.xavierUniform(w, g, 1));
    assertThat(g.uniform(1)).as("nothing was drawn").isEqualTo(new Generator(1).uniform(1));
  }
}
