package gradus.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
  /// 1 TFLOP/s, 1 GB/s, 1 ms.
  private static final CostModel MODEL = new CostModel(1e12, 1e9, 1e-3);

  @ParameterizedTest
  @CsvSource({
    // 6 x 10^6 x 10^5 operations are 0.6 s; a vector of 4 MB takes 4 ms, and 1 ms of latency.
    "1, 0.6, 0",
    "2, 0.3, 0.005",
    "4, 0.15, 0.007",
    "100, 0.006, 0.00892"
  })
  void aStepIsComputingAndExchanging(int workers, double computing, double exchanging) {
    assertThat(MODEL.computing(1e6, 1e5, workers)).isCloseTo(computing, within(1e-9));
    assertThat(MODEL.exchanging(1e6, workers)).isCloseTo(exchanging, within(1e-9));
    assertThat(MODEL.step(1e6, 1e5, workers)).isCloseTo(computing + exchanging, within(1e-9));
    assertThat(MODEL.speedUp(1e6, 1e5, workers))
        .isCloseTo(0.6 / (computing + exchanging), within(1e-9));
  }

  @Test
  void theRateThatIsPutInComesOut() {
    double flops = CostModel.flops(5e5, 8192, 0.25);
    assertThat(new CostModel(flops, 1, 1).computing(5e5, 8192, 1)).isCloseTo(0.25, within(1e-12));
  }
}
