package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import gradus.engine.HostStorage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  /// Has this engine's results, with an error in each element.
  private record Shifted(String name, double error) implements Peer {
    @Override
    public Set<Group> groups() {
      return Set.of(Group.CONV);
    }

    @Override
    public String open(int threads) {
      return "the same, shifted";
    }

    @Override
    public Optional<ConvEntry> conv(ConvProblem problem) {
      ConvEntry same = problem.gradus();
      return Optional.of(
          new ConvEntry(same.timed(), () -> shifted(same.result().get()), same.close()));
    }

    private HostStorage shifted(HostStorage values) {
      for (int i = 0; i < values.length(); i++) {
        values.set(i, values.get(i) + error);
      }
      return values;
    }
  }

  private static Peers peers(Peer... peers) {
    return new Peers(List.of(peers), List.of("a description"));
  }

  private static List<ConvGroup.Row> measured(Peers peers, String label) {
    return new ConvGroup(TINY, peers, SILENT).measure(List.of(ConvShape.parse(label)), List.of(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3x9 3x3/1 4",
        "3x8 3x3/2 4",
        "3x9 7x7/2 4",
        "5x6 1x1/1 3",
        "5x6 1x1/2 3",
        "4x7 3x3/1 4 dw",
        "4x8 3x3/2 4 dw"
      })
  void eachPassIsMeasuredAndRight(String label) {
    List<ConvGroup.Row> rows = measured(peers(new Shifted("same", 0)), label);
    assertThat(rows).extracting(ConvGroup.Row::pass).containsExactly(ConvPass.values());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.gflops()).containsOnlyKeys("peak", "gradus", "same");
              assertThat(row.gflops().values()).allSatisfy(v -> assertThat(v).isPositive());
            });
  }

  @ParameterizedTest
  @EnumSource
  void wrongNumbersAreNotMeasured(ConvPass pass) {
    ConvProblem problem = new ConvProblem(ConvShape.parse("4x7 3x3/2 4"), 2, pass);
    ConvEntry wrong = new Shifted("wrong", 1e-2).conv(problem).orElseThrow();
    assertThatIllegalStateException()
        .isThrownBy(() -> problem.check("wrong", wrong))
        .withMessageStartingWith("wrong, 4x7 3x3/2 4, batch 2, " + pass.label() + ": element (");
    ConvEntry few = new ConvEntry(_ -> 1, () -> new HostStorage.Floats(new float[3]), () -> {});
    assertThatIllegalStateException()
        .isThrownBy(() -> problem.check("few", few))
        .withMessageContaining("the result has 3 elements, expected ");
  }

  /// The gradient of a single tap is the only element times the upstream gradient.
  @Test
  void expectedNumbersAreThoseOfAConvolution() {
    ConvProblem problem = new ConvProblem(ConvShape.parse("1x1 1x1/1 1"), 1, ConvPass.KERNEL);
    double product = problem.input().get(0) * problem.upstream().get(0);
    float[] right = {(float) product};
    problem.check("right", new ConvEntry(_ -> 1, () -> new HostStorage.Floats(right), () -> {}));
  }

  private static ConvGroup.Row row(
      ConvPass pass, int batch, double gradus, double one, double other) {
    return new ConvGroup.Row(
        ConvShape.parse("64x56 3x3/1 64"),
        batch,
        pass,
        Map.of("peak", 200.0, "gradus", gradus, "one", one, "other", other));
  }

  private static ConvReport report() {
    return new ConvReport(
        TINY,
        peers(new Shifted("one", 0), new Shifted("other", 0)),
        List.of(
            row(ConvPass.FORWARD, 1, 100, 50, 200),
            row(ConvPass.FORWARD, 8, 100, 200, 25),
            row(ConvPass.KERNEL, 1, 80, 40, 20)),
        List.of(
            new NetGroup.Row(
                new NetWork(NetWork.Net.CIFAR_RESNET_20, 32, 8, true),
                Map.of("gradus", 30.0, "one", 10.0))));
  }

  @Test
  void eachPassHasATableWithItsMean() {
    Report report = report().report(Machine.here());
    assertThat(report.sections())
        .extracting(Report.Section::heading)
        .containsExactly(
            "Layers, forward, GFLOP/s",
            "Layers, gradient of kernel, GFLOP/s",
            "Networks, pictures per second");
    Table forward = report.sections().getFirst().table();
    assertThat(forward.header())
        .containsExactly(
            "layer, batch",
            "gradus",
            "of peak",
            "one",
            "ratio",
            "other",
            "ratio",
            "to the fastest");
    assertThat(forward.rows().getFirst())
        .containsExactly(
            "64x56 3x3/1 64, 1", "100", "50 %", "50.0", "2.00 x", "200", "0.50 x", "0.50 x");
    assertThat(forward.rows().getLast())
        .containsExactly(
            "geometric mean", "100", "50 %", "100", "1.00 x", "70.7", "1.41 x", "0.50 x");
    assertThat(report.sections().getLast().table().rows().getFirst())
        .containsExactly("CIFAR ResNet-20 32, batch 8, training", "30.0", "10.0", "3.00 x");
    assertThat(report.bars().labels()).containsExactly("64x56 3x3/1 64, 1", "64x56 3x3/1 64, 8");
    assertThat(report.bars().series().get("other")).containsExactly(100.0, 12.5);
  }

  @Test
  void jsonHasThePeakTheThreadsAndEachRowsSpeeds() {
    JsonObject json = report().report(Machine.here()).json();
    assertThat(json.get("peak").getAsDouble()).isEqualTo(200);
    assertThat(json.get("threads").getAsInt()).isEqualTo(1);
    JsonObject row = json.getAsJsonArray("rows").get(2).getAsJsonObject();
    assertThat(row.get("layer").getAsString()).isEqualTo("64x56 3x3/1 64");
    assertThat(row.get("batch").getAsInt()).isEqualTo(1);
    assertThat(row.get("pass").getAsString()).isEqualTo("gradient of kernel");
    assertThat(row.getAsJsonObject("gflops").keySet())
        .containsExactlyInAnyOrder("gradus", "one", "other");
    assertThat(ConvReport.speeds(json))
        .isEqualTo(
            Map.of(
                "64x56 3x3/1 64, batch 1, forward", 100.0,
                "64x56 3x3/1 64, batch 8, forward", 100.0,
                "64x56 3x3/1 64, batch 1, gradient of kernel", 80.0,
                "CIFAR ResNet-20 32, batch 8, training", 30.0));
  }
}
