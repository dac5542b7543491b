package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  @ParameterizedTest
  @EnumSource(ElementwiseOp.class)
  void eachIsMeasuredAndRight(ElementwiseOp op) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      ElementwiseGroup.Row row = group(dtype).measure(List.of(op), List.of(24)).getFirst();
      assertThat(row.elements()).isEqualTo(576);
      assertThat(row.bytes() / dtype.bytes()).isBetween(576.0, 4.0 * 576);
      assertThat(row.seconds()).containsKeys("gradus", "triad");
      assertThat(row.seconds().values()).allSatisfy(v -> assertThat(v).isPositive().isFinite());
    }
  }

  private static ElementwiseGroup group(DType dtype) {
    return new ElementwiseGroup(TINY, Peers.none(), dtype, SILENT);
  }

  @Test
  void bytesAreOfTheTypes() {
    assertThat(ElementwiseOp.ADD.bytes(DType.F32)).isEqualTo(12);
    assertThat(ElementwiseOp.ADD.bytes(DType.F64)).isEqualTo(24);
    // The condition is an integer.
    assertThat(ElementwiseOp.WHERE.bytes(DType.F32)).isEqualTo(16);
    assertThat(ElementwiseOp.WHERE.bytes(DType.F64)).isEqualTo(28);
    assertThat(ElementwiseOp.SUM.bytes(DType.F64)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"F32, 0.01", "F64, 1e-8"})
  void wrongNumbersAreNotMeasured(DType dtype, double error) {
    ElementwiseProblem problem = new ElementwiseProblem(ElementwiseOp.EXP, 8, dtype);
    Entry right = problem.kernel();
    Runnable spoil =
        () -> {
          HostStorage result = right.result().get();
          result.set(63, result.get(63) + error);
        };
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
    Report report = group(DType.F32).report(Machine.here(), List.of(row));
    assertThat(report.text()).contains("4 K elements, 16 KB a matrix", "50 %");
    assertThat(group(DType.F64).report(Machine.here(), List.of(row)).text())
        .contains("copies, F64", "4 K elements, 32 KB a matrix");
    assertThat(ElementwiseGroup.speeds(report.json()))
        .containsOnlyKeys("add, 4 K")
        .allSatisfy((_, speed) -> assertThat(speed).isEqualTo((12 << 12) / 2e3));
  }
}
