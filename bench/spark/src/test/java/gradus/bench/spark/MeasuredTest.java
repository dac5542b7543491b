package gradus.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.bench.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/// Two workers as threads of this JVM: shorter than executors, and the same code otherwise.
class MeasuredTest {
  @Test
  void workersTrainAndAreTimed() throws IOException {
    try (SparkSession spark = LocalCluster.open("local[2]")) {
      Overhead.Result small = Overhead.measure(spark, Overhead.Size.SMALL, 20);
      assertThat(small.parameters()).isEqualTo(991);
      StepTimes times = small.times();
      assertThat(times.exchanging()).isPositive();
      assertThat(times.computing()).isPositive();
      assertThat(times.step()).isGreaterThan(times.computing());
      assertThat(small.job()).isPositive();

      Scaling scaling = new Scaling(64, 2, 2, 1);
      Pictures random = new Pictures("random", Optional.empty());
      Progress progress = new Progress(new PrintWriter(Writer.nullWriter()), false);
      Scaling.Result result = scaling.measure(spark, random, progress);
      assertThat(result.ratio()).isEqualTo(result.one().step() / result.two().step());
      assertThat(result.one().computing()).isPositive();
      assertThat(result.two().exchanging()).isPositive();

      // These workers have no processes of their own.
      assertThat(Recovery.measure(spark, 20, Optional::empty)).isEmpty();
    }
  }

  @Test
  void theLoopbackInterfaceHasABandwidth() throws IOException {
    Link link = Link.measure();
    assertThat(link.bandwidth()).isPositive().isFinite();
    assertThat(link.latency()).isPositive();
  }
}
