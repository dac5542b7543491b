package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColdGroupTest {
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  /// Where Debian has the reference BLAS.
  private static final Path REFERENCE = Path.of("/usr/lib/x86_64-linux-gnu/blas");

  private static ColdGroup group(int threads, int beside) {
    Rounds rounds = new Rounds(1, 0, 0, threads);
    return new ColdGroup(rounds, 1000, beside, Optional.empty(), SILENT);
  }

  /// A run of 1000 steps; those of the first hundred take other times than the rest, and the first
  /// step begins after 0.1 s.
  private static ColdRun run(double first, double rest) {
    List<Double> times = new ArrayList<>(List.of(0.1));
    for (int step = 0; step < 1000; step++) {
      times.add(times.getLast() + (step < 100 ? first : rest));
    }
    return new ColdRun(times, times.getLast() + 0.1, 2.3, 1);
  }

  private static ColdGroup.Result result(ColdRun gradus, ColdRun plain, ColdRun torch) {
    SequencedMap<String, List<ColdRun>> runs = new LinkedHashMap<>();
    runs.put(ColdGroup.GRADUS, List.of(gradus));
    runs.put(ColdGroup.PLAIN, List.of(plain));
    runs.put(ColdGroup.TORCH, List.of(torch));
    return new ColdGroup.Result(runs, "PyTorch 9");
  }

  @ParameterizedTest
  @CsvSource({
    // Whole, at speed, slowest window.
    "0.002, 0.001, yes, yes, yes",
    "0.011, 0.001, no, yes, yes",
    "0.0125, 0.001, no, no, yes",
    "0.002, 0.0014, no, yes, no",
    "0.014, 0.001, no, no, no",
  })
  void runsAreComparedWithTheGoals(
      double first, double rest, String whole, String speed, String windows) {
    ColdGroup.Result result = result(run(first, rest), run(0.01, 0.001), run(0.0015, 0.0012));
    Report report = group(1, 0).report(Machine.here(), result);
    List<List<String>> goals = report.sections().get(2).table().rows();
    assertThat(goals).extracting(List::getLast).containsExactly(whole, speed, windows);
    assertThat(report.text()).contains("PyTorch 9", "whole, 938 steps", "901-1000");
  }

  @Test
  void withOtherWorkTheSlowestStepCounts() {
    ColdGroup.Result result = result(run(0.04, 0.001), run(0.01, 0.001), run(0.001, 0.001));
    Report report = group(1, 6).report(Machine.here(), result);
    assertThat(report.sections().get(2).table().rows())
        .containsExactly(List.of("slowest step, to that of plain Java", "4.00", "3.00", "no"));
    assertThat(report.text()).contains("beside: 6 processes");
  }

  @Test
  void theSecondThreadIsComparedWithOneThread() {
    ColdGroup.Result result = result(run(0.001, 0.001), run(0.001, 0.001), run(0.001, 0.001));
    result.runs().put(ColdGroup.ALONE, List.of(run(0.002, 0.002)));
    Report report = group(2, 0).report(Machine.here(), result);
    assertThat(report.sections().get(2).table().rows().getLast())
        .containsExactly("steady step on 2 threads, to one thread", "0.50", "0.67", "yes");
  }

  @Test
  void otherWorkIsNotCompared() {
    ColdRun run = run(1, 1);
    ColdRun other = new ColdRun(run.times(), run.end(), 2.2, 1);
    ColdRun nan = new ColdRun(run.times(), run.end(), Double.NaN, 1);
    ColdRun learnsNothing = new ColdRun(run.times(), run.end(), 2.3, 2.4);
    ColdGroup.check("torch", run, run);
    for (ColdRun wrong : List.of(other, nan, learnsNothing)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> ColdGroup.check("torch", wrong, run))
          .withMessageStartingWith("torch: the losses are ");
    }
  }

  /// The same parameters and data in this engine, in plain Java alone, and in PyTorch.
  @Test
  void processesDoTheSameWork() {
    ColdRun gradus = ColdProcess.gradus("gradus", 1).run(12);
    assertThat(gradus.steps()).isEqualTo(12);
    assertThat(gradus.times()).isSorted().allMatch(time -> time > 0);
    assertThat(gradus.end()).isGreaterThan(gradus.times().getLast());
    // The logarithm of the number of classes.
    assertThat(gradus.firstLoss()).isCloseTo(Math.log(10), within(0.1));
    ColdRun plain = ColdProcess.plain("plain", 1).run(12);
    assertThat(plain.firstLoss()).isEqualTo(gradus.firstLoss());
    Optional<String> python = Python.withTorch();
    assumeTrue(python.isPresent(), "no python3 has PyTorch");
    ColdProcess torch = ColdProcess.torch("torch", python.get(), 1);
    assertThat(torch.trial()).startsWith("yes PyTorch ").contains(", 1 thread");
    ColdRun run = torch.run(12);
    assertThat(run.firstLoss()).isCloseTo(gradus.firstLoss(), within(1e-5));
    assertThat(run.lastLoss()).isCloseTo(gradus.lastLoss(), within(1e-4));
  }

  @Test
  void aReferenceBlasIsRefused() throws IOException, InterruptedException {
    Optional<String> python = Python.withTorch();
    assumeTrue(python.isPresent(), "no python3 has PyTorch");
    assumeTrue(Files.exists(REFERENCE.resolve("libblas.so.3")), "no reference BLAS");
    ColdProcess torch = ColdProcess.torch("torch", python.get(), 1);
    ProcessBuilder builder = torch.program().apply(3);
    builder.environment().put("LD_LIBRARY_PATH", REFERENCE.toString());
    Process process = builder.start();
    String answer = process.inputReader().readLine();
    assertThat(process.waitFor()).isZero();
    // A PyTorch with a BLAS of its own doesn't care.
    assumeTrue(!answer.contains("MKL"), "this PyTorch has MKL");
    assertThat(answer)
        .startsWith("no it multiplies matrices with the reference BLAS, " + REFERENCE)
        .contains("install libopenblas0");
  }

  @Test
  void aProcessThatFailsSaysWhy() {
    ColdProcess process =
        new ColdProcess("sh", _ -> new ProcessBuilder("sh", "-c", "echo no way >&2; exit 7"));
    assertThatIllegalStateException()
        .isThrownBy(() -> process.run(3))
        .withMessageContaining("sh ended with status 7")
        .withMessageContaining("no way");
  }
}
