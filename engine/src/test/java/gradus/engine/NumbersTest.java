package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values and derivatives at the points where a formula could cancel, overflow or divide by zero.
class NumbersTest {
  /// The derivatives of xⁿ at 0.
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 0, 0, 0",
    "1, 0, 1, 0, 0, 0",
    "2, 0, 0, 2, 0, 0",
    "3, 0, 0, 0, 6, 0",
    "4, 0, 0, 0, 0, 24",
    "2.5, 0, 0, 0, Infinity, -Infinity",
    "0.5, 0, Infinity, -Infinity, Infinity, -Infinity"
  })
  void allDerivativesOfAPowerAtZero(
      double exponent, double value, double first, double second, double third, double fourth) {
    Tensor x = Tensor.of(DType.F64, 0).requiresGrad(true);
    Tensor y = x.pow(exponent);
    for (double expected : new double[] {value, first, second, third, fourth}) {
      assertThat(y.item()).isEqualTo(expected);
      y = y.requiresGrad() ? Gradients.recorded(y, x).getFirst() : Tensor.of(DType.F64, 0);
    }
  }

  @Test
  void aPowersGradientInItsExponentAtBaseZero() {
    Tensor a = Tensor.of(DType.F64, 0).requiresGrad(true);
    Tensor b = Tensor.of(DType.F64, 2).requiresGrad(true);
    Tensor slope = Gradients.recorded(a.pow(b), b).getFirst();
    assertThat(slope.item()).isZero();
    assertThat(Gradients.of(slope, a, b)).allSatisfy(g -> assertThat(g.item()).isZero());
  }

  /// Factors of 0 are not divided by: dyₖ/dxᵢ is the product of the other factors.
  @Test
  void theGradientOfCumprodAtZeros() {
    double[] values = {2, 0, -3, 0, 5, 0.5};
    double[] weights = {1, -2, 3, 0.25, 7, -1};
    Tensor x = Tensor.of(DType.F64, values).requiresGrad(true);
    Tensor y = x.cumprod(0);
    assertThat(y.toDoubles()).containsExactly(2, 0, -0.0, -0.0, -0.0, -0.0);
    y.mul(Tensor.of(DType.F64, weights)).sum().backward();
    for (int i = 0; i < values.length; i++) {
      double expected = 0;
      for (int k = i; k < values.length; k++) {
        double product = weights[k];
        for (int j = 0; j <= k; j++) {
          product *= j == i ? 1 : values[j];
        }
        expected += product;
      }
      assertThat(x.grad().get(i)).as("%d", i).isEqualTo(expected);
    }
  }

  @Test
  void softplusAndItsGradientEverywhere() {
    double[] at = {-1 / 0.0, -200, -40, -1e-3, 0, 1e-3, 40, 200, 1 / 0.0};
    Tensor x = Tensor.of(DType.F64, at).requiresGrad(true);
    Tensor y = x.softplus();
    y.sum().backward();
    for (int i = 0; i < at.length; i++) {
      double exact = Math.max(at[i], 0) + Math.log1p(Math.exp(-Math.abs(at[i])));
      double slope = 1 / (1 + Math.exp(-at[i]));
      assertThat(y.get(i)).isEqualTo(exact);
      if (Double.isFinite(at[i])) {
        assertThat(x.grad().get(i)).isCloseTo(slope, within(1e-15));
      }
    }
    assertThat(Tensor.of(Double.NaN).softplus().item()).isNaN();
    assertThat(Tensor.of(3).softplus().dtype()).isEqualTo(DType.F32);
  }

  @Test
  void logSumExpAlongAnEmptyAxis() {
    Tensor x = Tensor.zeros(2, 0).requiresGrad(true);
    Tensor y = x.logSumExp(1);
    assertThat(y.toDoubles()).containsExactly(-1 / 0.0, -1 / 0.0);
    y.sum().backward();
    assertThat(x.grad().shape()).isEqualTo(x.shape());
    assertThat(Tensor.zeros(0).logSumExp().item()).isEqualTo(-1 / 0.0);
    assertThat(Tensor.zeros(2, 0).logSumExp(0).size()).isZero();
  }

  /// An operation that is asked for each gradient by itself would look at all inputs before it.
  @Test
  void theGradientOfConcatAsksForEachInputOnce() {
    int count = 300;
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(Tensor.of((double) i).requiresGrad(true));
    }
    int[] asked = {0};
    Tensor y = Tensor.concat(0, inputs.toArray(Tensor[]::new));
    Tensor[] gradients =
        y.node()
            .op()
            .gradients(
                y.node(),
                input -> {
                  asked[0]++;
                  return input % 2 == 0;
                },
                Tensor.arange(count).to(DType.F32));
    assertThat(asked[0]).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      if (i % 2 == 0) {
        assertThat(gradients[i].item()).isEqualTo(i);
      } else {
        assertThat(gradients[i]).isNull();
      }
    }
  }

  /// docs/NUMERICS.md: `where` selects values, it doesn't keep a gradient's 0·∞ out.
  @Test
  void whereAndTheGradientOfTheBranchNotTaken() {
    Tensor x = Tensor.of(DType.F64, 0, 4).requiresGrad(true);
    Tensor.where(x.gt(0), x.sqrt(), x).sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(Double.NaN, 0.25);
    x.zeroGrad();
    Tensor safe = Tensor.where(x.gt(0), x, x.like(1));
    Tensor.where(x.gt(0), safe.sqrt(), x).sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(1, 0.25);
  }
}
