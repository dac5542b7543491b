package gradus.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import gradus.bench.Machine;
import gradus.bench.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SparkReportTest {
  private static final Machine MACHINE = new Machine("processor", 2, 512, "java", "os");

  private static Overhead.Result overhead(Overhead.Size size, long parameters, double exchanging) {
    return new Overhead.Result(
        size, parameters, new StepTimes(7, exchanging, 7 + exchanging), 1234);
  }

  private static Report report(double ratio) {
    return new SparkReport(
            MACHINE,
            new Link(1e9, 1e-3),
            List.of(
                overhead(Overhead.Size.SMALL, 991, 0.25),
                overhead(Overhead.Size.MIDDLE, 97_934, 3.5),
                overhead(Overhead.Size.LARGE, 4_977_326, 20)),
            new Scaling(8192, 2, 4, 3),
            "some data",
            new Scaling.Result(
                535_818, new StepTimes(500, 0.01, 500), new StepTimes(252, 8, 260), ratio),
            Optional.of(new Recovery.Result(3000, 8200)),
            List.of(
                overhead(Overhead.Size.SMALL, 991, 1),
                overhead(Overhead.Size.LARGE, 1_000_991, 39)),
            Optional.empty())
        .report();
  }

  @Test
  void theTablesSayWhichGoalsAreReached() {
    List<List<String>> overhead = report(1.92).sections().get(0).table().rows();
    assertThat(overhead.get(0)).contains("1 k", "0.25", "0.30", "yes", "1234");
    assertThat(overhead.get(1)).contains("100 k", "3.50", "3.00", "no");
    assertThat(overhead.get(2)).contains("5 M", "20.0", "yes");
    assertThat(report(1.92).sections().get(1).table().rows().get(1)).contains("1.92 x", "yes");
    assertThat(report(1.69).sections().get(1).table().rows().get(1)).contains("1.69 x", "no");
    assertThat(report(1.92).sections().get(1).heading()).contains("some data", "8,192");
  }

  @Test
  void theModelIsThatOfTheComputingAndTheLoopbackInterface() {
    // 535,818 parameters: 2.14 MB take 2.14 ms and 1 ms of latency.
    List<List<String>> compared = report(1.9).sections().get(2).table().rows();
    assertThat(compared.get(0)).contains("500", "500", "1.00 x");
    assertThat(compared.get(1)).contains("253", "260", "1.03 x");
    assertThat(compared.get(2)).contains("3.14", "8.00");
    List<String> network = report(1.9).sections().get(3).table().rows().get(1);
    // 1 M parameters with 8 cores: 6 x 10^6 x 65,536 at 8 x 52.7 GFLOP/s.
    assertThat(network.subList(0, 2)).containsExactly("1 M, 8", "933");
  }

  @Test
  void theSlopeBetweenTwoHostsIsThatOfTheirConnection() {
    List<List<String>> rows = report(1.9).sections().get(5).table().rows();
    // 4 MB at 119.5 MB/s.
    assertThat(rows.getLast().subList(1, 3)).containsExactly("33.5", "38.0");
  }

  @Test
  void aKilledExecutorCostsWhatItsJobTakesLonger() {
    assertThat(report(1.9).sections().get(4).table().rows())
        .containsExactly(List.of("3.00", "8.20", "5.20", "6.00", "yes"));
    JsonObject recovery = report(1.9).json().getAsJsonObject("recovery");
    assertThat(recovery.get("job_with_loss_ms").getAsDouble()).isEqualTo(8200);
  }

  @Test
  void theJsonHasAllFigures() {
    JsonObject json = report(1.92).json();
    JsonObject large = json.getAsJsonArray("overhead").get(2).getAsJsonObject();
    assertThat(large.get("parameters").getAsLong()).isEqualTo(4_977_326);
    assertThat(large.getAsJsonObject("ms").get("exchanging").getAsDouble()).isEqualTo(20);
    assertThat(large.get("job_ms").getAsDouble()).isEqualTo(1234);
    JsonObject two = json.getAsJsonObject("two_workers");
    assertThat(two.get("ratio").getAsDouble()).isEqualTo(1.92);
    assertThat(two.getAsJsonObject("two_workers_ms").get("step").getAsDouble()).isEqualTo(260);
    assertThat(json.getAsJsonObject("prediction").getAsJsonArray("ms")).hasSize(4);
  }
}
