package gradus.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Benchmarks whole processes, from start to end: the lesson, and importing PyTorch.
final class StartGroup {
  private static final String GRADUS = "gradus titanic";
  private static final String TORCH = "import torch";

  /// The minimum for any Java program.
  private static final String JAVA = "java -version";

  private final Rounds rounds;
  private final Path launcher;
  private final Optional<String> python;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param launcher the launcher `gradus`
  /// @param python the interpreter with PyTorch, if there is one
  StartGroup(Rounds rounds, Path launcher, Optional<String> python) {
    this.rounds = rounds;
    this.launcher = launcher;
    this.python = python;
  }

  /// Measures the processes.
  ///
  /// @return by process, the median of the seconds that it takes
  Map<String, Double> measure() {
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(process(JAVA, new ProcessBuilder(JavaProgram.java(), "-version")));
    entrants.add(process(GRADUS, new ProcessBuilder(launcher.toString(), "titanic")));
    python.ifPresent(p -> entrants.add(process(TORCH, Python.command(0, p, "-c", TORCH))));
    return rounds.measure(entrants);
  }

  private static Entrant process(String name, ProcessBuilder builder) {
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Runnable action =
        () -> {
          try {
            int status = builder.start().waitFor();
            if (status != 0) {
              throw new IllegalStateException(
                  String.format(Locale.ROOT, "%s ended with status %d", name, status));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
          }
        };
    return new Entrant(name, 1, Timed.of(action));
  }

  /// Makes a table of the times.
  Report report(Machine machine, Map<String, Double> seconds) {
    String title =
        String.format(
            Locale.ROOT,
            "Whole processes, milliseconds of wall time, medians of %d rounds",
            rounds.count());
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.add(
        python
            .map(p -> String.format(Locale.ROOT, "%s: %s -c \"%1$s\"", TORCH, p))
            .orElse(TORCH + ": not available: no python3 can import torch"));
    double gradus = seconds.get(GRADUS);
    List<List<String>> cells = new ArrayList<>();
    seconds.forEach(
        (name, time) ->
            cells.add(List.of(name, Table.number(1e3 * time), Table.ratio(time / gradus))));
    Table table = new Table(List.of("process", "ms", "times gradus"), cells);
    JsonObject json = Report.start(machine, rounds, Peers.none());
    JsonObject milliseconds = new JsonObject();
    seconds.forEach((name, time) -> milliseconds.addProperty(name, 1e3 * time));
    json.add("ms", milliseconds);
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    series.put("ms", seconds.values().stream().map(time -> 1e3 * time).toList());
    return new Report(
        title,
        notes,
        List.of(new Report.Section("Processes", table)),
        json,
        new Bars(title, "ms", List.copyOf(seconds.keySet()), series));
  }
}
