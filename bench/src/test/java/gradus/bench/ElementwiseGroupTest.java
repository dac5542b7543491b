package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  @ParameterizedTest
  @EnumSource(ElementwiseOp.class)
  void eachIsMeasuredAndRight(ElementwiseOp op) {
    ElementwiseGroup group = new ElementwiseGroup(TINY, Peers.none(), SILENT);
    ElementwiseGroup.Row row = group.measure(List.of(op), List.of(24)).getFirst();
    assertThat(row.elements()).isEqualTo(576);
    assertThat(row.bytes()).isBetween(4.0 * 576, 16.0 * 576);
    assertThat(row.seconds()).containsKeys("gradus", "triad");
    assertThat(row.seconds().values()).allSatisfy(v -> assertThat(v).isPositive().isFinite());
  }

  @Test
  void wrongNumbersAreNotMeasured() {
    ElementwiseProblem problem = new ElementwiseProblem(ElementwiseOp.EXP, 8);
    Entry right = problem.kernel();
    Runnable spoil = () -> right.result().get()[63] += 0.01f;
    Entry wrong =
        new Entry(
            () -> {
              right.action().run();
              spoil.run();
            },
            right.result());
    assertThatIllegalStateException()
        .isThrownBy(() -> problem.check("wrong", wrong, problem.expected()))
        .withMessageStartingWith("wrong, exp: element 63 is ");
  }

  @Test
  void shareAndRatioComeFromTheSameRow() {
    Map<String, Double> seconds =
        Map.of("triad", 1e-6, "gradus", 2e-6, "eager", 4e-6, "peer", 8e-6);
    ElementwiseGroup.Row row =
        new ElementwiseGroup.Row(ElementwiseOp.ADD, 1 << 12, 12 << 12, seconds);
    assertThat(row.ofTriad()).isEqualTo(0.5);
    // Both make a new tensor.
    assertThat(row.ratioTo("peer")).isEqualTo(2);
    ElementwiseGroup group = new ElementwiseGroup(TINY, Peers.none(), SILENT);
    Report report = group.report(Machine.here(), List.of(row));
    assertThat(report.text()).contains("4 K elements", "50 %");
    assertThat(ElementwiseGroup.speeds(report.json()))
        .containsOnlyKeys("add, 4 K")
        .allSatisfy((_, speed) -> assertThat(speed).isEqualTo((12 << 12) / 2e3));
  }
}
