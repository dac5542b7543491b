package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BusyProcessesTest {
  /// A program that starts busy processes, prints their numbers, and waits.
  static final class Starter {
    private Starter() {}

    public static void main(String... args) throws InterruptedException {
      new BusyProcesses(2).handles().forEach(handle -> System.out.println(handle.pid()));
      Thread.sleep(Duration.ofMinutes(5));
    }
  }

  private static Duration spent(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Test
  void theyComputeUntilTheyAreClosed() throws InterruptedException {
    List<ProcessHandle> handles;
    try (BusyProcesses busy = new BusyProcesses(2)) {
      handles = busy.handles();
      assertThat(handles).hasSize(2).allMatch(ProcessHandle::isAlive);
      for (ProcessHandle handle : handles) {
        Duration before = spent(handle);
        while (spent(handle).minus(before).compareTo(Duration.ofMillis(100)) < 0) {
          Thread.sleep(10);
        }
      }
    }
    assertThat(handles).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void noneIsNone() {
    try (BusyProcesses busy = new BusyProcesses(0)) {
      assertThat(busy.handles()).isEmpty();
    }
    assertThat(BusyProcesses.about(0)).isEmpty();
    assertThat(BusyProcesses.about(1).getFirst()).startsWith("beside: 1 process of");
    assertThat(BusyProcesses.about(6).getFirst()).startsWith("beside: 6 processes of");
  }

  private static Process start(String limit) throws IOException {
    return new ProcessBuilder(
            JavaProgram.java(),
            "-cp",
            JavaProgram.classPath(BusyProcess.class),
            BusyProcess.class.getName(),
            limit)
        .start();
  }

  @Test
  void oneEndsWhenItsInputEnds() throws IOException, InterruptedException {
    Process process = start("100");
    assertThat(process.inputReader().readLine()).isEqualTo(BusyProcess.READY);
    assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    process.outputWriter().close();
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void oneEndsAfterItsTime() throws IOException, InterruptedException {
    Process process = start("1");
    assertThat(process.inputReader().readLine()).isEqualTo(BusyProcess.READY);
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /// A process that is killed runs no shutdown hook.
  @Test
  void theyEndWithTheProcessThatStartedThemEvenIfItIsKilled() throws Exception {
    Process starter =
        new ProcessBuilder(
                JavaProgram.java(),
                "-cp",
                JavaProgram.classPath(BusyProcesses.class, Starter.class),
                Starter.class.getName())
            .start();
    List<ProcessHandle> handles =
        List.of(handle(starter.inputReader().readLine()), handle(starter.inputReader().readLine()));
    assertThat(handles).allMatch(ProcessHandle::isAlive);
    starter.destroyForcibly();
    for (ProcessHandle handle : handles) {
      handle.onExit().get(50, TimeUnit.SECONDS);
    }
  }

  private static ProcessHandle handle(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }
}
