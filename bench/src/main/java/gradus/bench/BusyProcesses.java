package gradus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Processes that each keep one processor busy while something is measured. They end when this is
/// closed, and with this JVM.
final class BusyProcesses implements AutoCloseable {
  /// The time after which a process ends by itself, in seconds; longer than any run.
  private static final int LIMIT = 3600;

  private final List<Child> processes = new ArrayList<>();

  /// Starts processes and waits until all of them are busy.
  ///
  /// @param count the number of processes
  BusyProcesses(int count) {
    try {
      for (int i = 0; i < count; i++) {
        processes.add(start());
      }
      for (Child child : processes) {
        String answer = child.process().inputReader().readLine();
        if (!BusyProcess.READY.equals(answer)) {
          throw new IllegalStateException("a busy process didn't start: " + answer);
        }
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Child start() throws IOException {
    return new Child(
        new ProcessBuilder(
                JavaProgram.java(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                JavaProgram.classPath(BusyProcess.class),
                BusyProcess.class.getName(),
                String.valueOf(LIMIT))
            .redirectError(ProcessBuilder.Redirect.DISCARD));
  }

  /// Describes the machine's other work; nothing if there is none.
  ///
  /// @param count the number of processes
  static List<String> about(int count) {
    return count == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "beside: %d process%s of other work, each keeping one processor busy",
                count,
                count == 1 ? "" : "es"));
  }

  /// Returns the processes, by their handles.
  List<ProcessHandle> handles() {
    return processes.stream().map(child -> child.process().toHandle()).toList();
  }

  /// Ends the processes and waits for their end.
  @Override
  public void close() {
    processes.forEach(Child::close);
  }
}
