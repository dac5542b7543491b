package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import gradus.engine.DType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatmulGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  /// Multiplies by plain loops, and adds an error where it is told to.
  private record Loops(double error) implements Peer {
    @Override
    public String name() {
      return "loops";
    }

    @Override
    public Set<Group> groups() {
      return Set.of(Group.MATMUL);
    }

    @Override
    public String open(int threads) {
      return "plain loops";
    }

    @Override
    public Optional<Entry> matmul(MatmulProblem problem) {
      MatmulShape s = problem.shape();
      Runnable action =
          () -> {
            for (int i = 0; i < s.m(); i++) {
              for (int j = 0; j < s.n(); j++) {
                double sum = error;
                for (int p = 0; p < s.k(); p++) {
                  double a = problem.a().get(s.transposedA() ? p * s.m() + i : i * s.k() + p);
                  double b = problem.b().get(s.transposedB() ? j * s.k() + p : p * s.n() + j);
                  sum += a * b;
                }
                problem.c().set(i * s.n() + j, sum);
              }
            }
          };
      return Optional.of(new Entry(action, problem::c));
    }
  }

  /// Has no products.
  private record Unable() implements Peer {
    @Override
    public String name() {
      return "unable";
    }

    @Override
    public Set<Group> groups() {
      return Set.of(Group.MATMUL);
    }

    @Override
    public String open(int threads) {
      return "without this type";
    }
  }

  private static MatmulGroup group(double error, DType dtype) {
    Peers peers =
        new Peers(
            List.of(new Unable(), new Loops(error)),
            List.of("unable: without this type", "loops: plain loops"));
    return new MatmulGroup(TINY, peers, dtype, SILENT);
  }

  private static SequencedMap<String, List<MatmulShape>> shapes(String... labels) {
    return new LinkedHashMap<>(
        Map.of("some", List.of(labels).stream().map(MatmulShape::parse).toList()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5x7x3", "TN 5x7x3", "NT 5x7x3", "1x40x30", "40x30x1", "TN 1x8x9"})
  void allAreMeasuredAndRight(String label) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      MatmulGroup.Row row = group(0, dtype).measure(shapes(label)).getFirst();
      assertThat(row.gflops()).containsOnlyKeys("peak", "gradus", "eager", "loops");
      assertThat(row.gflops().values()).allSatisfy(v -> assertThat(v).isPositive().isFinite());
    }
  }

  @Test
  void wrongNumbersAreNotMeasured() {
    assertThatIllegalStateException()
        .isThrownBy(() -> group(1e-2, DType.F32).measure(shapes("5x7x3")))
        .withMessageStartingWith("loops, 5x7x3: element (");
    // What rounding to F32 leaves is wrong in F64.
    group(1e-8, DType.F32).measure(shapes("5x7x3"));
    assertThatIllegalStateException()
        .isThrownBy(() -> group(1e-8, DType.F64).measure(shapes("5x7x3")))
        .withMessageStartingWith("loops, 5x7x3: element (");
  }

  @Test
  void peersWithoutTheTypeHaveNoColumn() {
    Report report = group(0, DType.F64).report(Machine.here(), rows());
    assertThat(report.text()).startsWith("Matrix product, F64, GFLOP/s");
    assertThat(report.text()).contains("unable: without this type");
    assertThat(report.sections().getFirst().table().header())
        .containsExactly("shape", "gradus", "of peak", "eager", "loops", "ratio");
    assertThat(report.json().get("dtype").getAsString()).isEqualTo("f64");
  }

  private static List<MatmulGroup.Row> rows() {
    return List.of(row("64x784x128", 250, 200, 100), row("TN 784x64x128", 260, 100, 200));
  }

  private static MatmulGroup.Row row(String label, double peak, double gradus, double loops) {
    return new MatmulGroup.Row(
        "some", MatmulShape.parse(label), Map.of("peak", peak, "gradus", gradus, "loops", loops));
  }

  @Test
  void jsonHasThePeakTheThreadsAndEachShapesSpeeds() {
    JsonObject json = group(0, DType.F32).report(Machine.here(), rows()).json();
    assertThat(json.get("peak").getAsDouble()).isEqualTo(255);
    assertThat(json.get("threads").getAsInt()).isEqualTo(1);
    JsonObject second = json.getAsJsonArray("rows").get(1).getAsJsonObject();
    assertThat(second.get("shape").getAsString()).isEqualTo("TN 784x64x128");
    JsonObject gflops = second.getAsJsonObject("gflops");
    assertThat(gflops.keySet()).containsExactlyInAnyOrder("gradus", "loops");
    assertThat(gflops.get("gradus").getAsDouble()).isEqualTo(100);
    assertThat(MatmulGroup.speeds(json))
        .isEqualTo(Map.of("64x784x128", 200.0, "TN 784x64x128", 100.0));
  }

  @Test
  void tableHasRatiosAndShareOfPeak() {
    String text = group(0, DType.F32).report(Machine.here(), rows()).text();
    assertThat(text.lines().filter(line -> line.startsWith("64x784x128")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("200", "80 %", "100", "2.00 x"));
    // Twice as fast here, half as fast there.
    assertThat(text.lines().filter(line -> line.startsWith("geometric mean")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).endsWith("1.00 x"));
  }

  @Test
  void barsAreSharesOfTheRowsOwnPeak() {
    Bars bars = group(0, DType.F32).report(Machine.here(), rows()).bars();
    assertThat(bars.labels()).containsExactly("64x784x128: 2.00 x", "TN 784x64x128: 0.50 x");
    assertThat(bars.series().get("gradus").get(1)).isCloseTo(100 * 100 / 260.0, within(1e-9));
  }
}
