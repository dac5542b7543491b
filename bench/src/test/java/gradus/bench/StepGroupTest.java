package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  @Test
  void allWorkIsMeasuredAndRight() {
    StepGroup group = new StepGroup(TINY, Peers.none(), 0, SILENT);
    List<StepGroup.Row> rows = group.measure();
    assertThat(rows).extracting(StepGroup.Row::work).containsExactly(SmallWork.values());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.of("gradus")).isPositive().isFinite();
              assertThat(row.bytes()).isPositive();
            });
    Report report = group.report(Machine.here(), rows);
    assertThat(report.text()).contains("Titanic step", "add, 16 elements");
    assertThat(StepGroup.speeds(report.json())).hasSize(SmallWork.values().length);
  }

  @Test
  void wrongNumbersAreNotMeasured() {
    SmallProblem problem = SmallProblem.draw();
    double expected = problem.expected(SmallWork.TITANIC_STEP);
    SmallEntry oneStepTooMany = problem.gradus(SmallWork.TITANIC_STEP);
    oneStepTooMany.seconds(1);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> SmallProblem.check("gradus", SmallWork.TITANIC_STEP, oneStepTooMany, expected))
        .withMessageContaining("expected");
  }

  @Test
  void whatIsAllocatedIsCounted() {
    List<byte[]> kept = new ArrayList<>();
    Timed work = Timed.of(() -> kept.add(new byte[10_000]));
    work.seconds(10);
    assertThat(Allocation.bytes(work, 100)).isBetween(10_000.0, 12_000.0);
  }
}
