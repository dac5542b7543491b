package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Benchmarks cold starts: whole processes that train a small network, from start to end.
final class ColdGroup {
  /// The number of steps of an epoch of MNIST in batches of 64.
  static final int EPOCH = 938;

  static final String GRADUS = "gradus";
  static final String PLAIN = "plain Java";
  static final String TORCH = "torch";
  static final String ALONE = "1 thread";

  /// The number of windows whose times are printed.
  private static final int SHOWN = 15;

  /// The maximum relative difference of two first losses from the same parameters and data.
  private static final double SAME = 1e-4;

  private final Rounds rounds;
  private final int steps;
  private final int beside;
  private final Optional<String> python;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds the number of rounds and of threads
  /// @param steps the number of steps of each process
  /// @param beside the number of busy processes beside
  /// @param python the interpreter with PyTorch, if there is one
  /// @param progress receives what is being measured
  ColdGroup(Rounds rounds, int steps, int beside, Optional<String> python, Progress progress) {
    this.rounds = rounds;
    this.steps = steps;
    this.beside = beside;
    this.python = python;
    this.progress = progress;
  }

  /// The runs of each process.
  ///
  /// @param runs by process, a run for each round
  /// @param torch a description of PyTorch, or why it is missing
  record Result(SequencedMap<String, List<ColdRun>> runs, String torch) {
    /// Returns the median over the runs; NaN if there are none.
    double median(String name, ToDoubleFunction<ColdRun> value) {
      return runs.containsKey(name)
          ? Statistics.median(runs.get(name).stream().mapToDouble(value).toArray())
          : Double.NaN;
    }
  }

  /// Measures the processes, which take turns.
  Result measure() {
    int threads = rounds.threads();
    List<ColdProcess> processes = new ArrayList<>();
    processes.add(ColdProcess.gradus(GRADUS, threads));
    processes.add(ColdProcess.plain(PLAIN, threads));
    if (threads > 1 && beside == 0) {
      processes.add(ColdProcess.gradus(ALONE, 1));
    }
    String torch = "not available: no python3 can import torch";
    if (python.isPresent()) {
      ColdProcess process = ColdProcess.torch(TORCH, python.get(), threads);
      progress.say("trying " + TORCH);
      String[] answer = process.trial().split(" ", 2);
      boolean fit = answer[0].equals("yes");
      torch = fit ? answer[1] : "not available: " + answer[1];
      if (fit) {
        processes.add(process);
      }
    }
    processes.stream().filter(p -> !p.name().equals(TORCH)).forEach(ColdProcess::trial);
    SequencedMap<String, List<ColdRun>> runs = new LinkedHashMap<>();
    try (BusyProcesses _ = new BusyProcesses(beside)) {
      for (int round = 0; round < rounds.count(); round++) {
        for (ColdProcess process : processes) {
          int number = round * processes.size() + processes.indexOf(process) + 1;
          progress.step(number, rounds.count() * processes.size(), process.name());
          ColdRun run = process.run(steps);
          runs.computeIfAbsent(process.name(), _ -> new ArrayList<>()).add(run);
          check(process.name(), run, runs.firstEntry().getValue().getFirst());
        }
      }
    }
    return new Result(runs, torch);
  }

  /// Checks that a process did the same work as another: it computed the same loss from the same
  /// parameters and data, and has learned.
  static void check(String name, ColdRun run, ColdRun other) {
    double difference = Math.abs(run.firstLoss() - other.firstLoss());
    if (!(difference <= SAME * other.firstLoss()) || !(run.lastLoss() < run.firstLoss())) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: the losses are %s and %s, expected %s at first and less at last",
              name,
              run.firstLoss(),
              run.lastLoss(),
              other.firstLoss()));
    }
  }

  /// Makes tables of the runs, and compares them with the goals.
  Report report(Machine machine, Result result) {
    String title =
        String.format(
            Locale.ROOT,
            "Cold start: %d steps of an MLP 784-512-256-10, ReLU, AdamW, batch 64, F32, %s, medians"
                + " of %d processes",
            steps,
            Rounds.text(rounds.threads()),
            rounds.count());
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.addAll(BusyProcesses.about(beside));
    notes.add(TORCH + ": " + result.torch());
    // Where the launcher is, is nothing to publish.
    List<String> options =
        JavaProgram.options().stream().filter(o -> !o.startsWith("-Dgradus.launcher=")).toList();
    notes.add("java options: " + String.join(" ", options));
    notes.add("times are in seconds from the process's start unless said otherwise");
    SequencedMap<String, List<Double>> windows = new LinkedHashMap<>();
    for (String name : result.runs().keySet()) {
      windows.put(
          name,
          IntStream.range(0, steps / ColdRun.WINDOW)
              .mapToObj(window -> 1e3 * result.median(name, run -> run.window(window)))
              .toList());
    }
    List<Goal> goals = goals(result, windows);
    JsonObject json = Report.start(machine, rounds, Peers.none());
    json.addProperty("steps", steps);
    json.addProperty("beside", beside);
    json.addProperty(TORCH, result.torch());
    json.add("runs", runs(result));
    json.add("goals", new Gson().toJsonTree(goals));
    int shown = Math.min(SHOWN, steps / ColdRun.WINDOW);
    SequencedMap<String, List<Double>> bars = new LinkedHashMap<>();
    windows.forEach((name, times) -> bars.put(name, times.subList(0, shown)));
    return new Report(
        title,
        notes,
        List.of(
            new Report.Section("Whole processes", processes(result)),
            new Report.Section("Milliseconds for 100 steps", windows(windows, shown)),
            new Report.Section("Goals", Goal.table(goals))),
        json,
        new Bars(title, "ms for 100 steps", labels(shown), bars));
  }

  private int epoch() {
    return Math.min(EPOCH, steps);
  }

  private Table processes(Result result) {
    List<String> header =
        List.of(
            "process",
            "training from",
            "at speed after",
            String.format(Locale.ROOT, "whole, %d steps", epoch()),
            "to gradus",
            String.format(Locale.ROOT, "whole, all %d", steps),
            "steady ms",
            "slowest ms",
            "first loss",
            "last loss");
    double gradus = result.median(GRADUS, run -> run.whole(epoch()));
    List<List<String>> cells = new ArrayList<>();
    for (String name : result.runs().keySet()) {
      double whole = result.median(name, run -> run.whole(epoch()));
      cells.add(
          List.of(
              name,
              Table.number(result.median(name, run -> run.times().getFirst())),
              Table.number(result.median(name, ColdRun::atSpeed)),
              Table.number(whole),
              Table.ratio(whole / gradus),
              Table.number(result.median(name, run -> run.whole(steps))),
              Table.number(1e3 * result.median(name, ColdRun::steady)),
              Table.number(1e3 * result.median(name, ColdRun::slowest)),
              loss(result.median(name, ColdRun::firstLoss)),
              loss(result.median(name, ColdRun::lastLoss))));
    }
    return new Table(header, cells);
  }

  private static String loss(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  private static List<String> labels(int shown) {
    return IntStream.range(0, shown)
        .mapToObj(
            window ->
                String.format(
                    Locale.ROOT,
                    "%d-%d",
                    window * ColdRun.WINDOW + 1,
                    (window + 1) * ColdRun.WINDOW))
        .toList();
  }

  private static Table windows(SequencedMap<String, List<Double>> windows, int shown) {
    List<String> header = new ArrayList<>(List.of("steps"));
    header.addAll(windows.keySet());
    header.add("gradus to plain");
    List<List<String>> cells = new ArrayList<>();
    List<String> labels = labels(shown);
    for (int window = 0; window < shown; window++) {
      List<String> line = new ArrayList<>(List.of(labels.get(window)));
      for (List<Double> times : windows.values()) {
        line.add(Table.number(times.get(window)));
      }
      line.add(Table.ratio(windows.get(GRADUS).get(window) / windows.get(PLAIN).get(window)));
      cells.add(line);
    }
    return new Table(header, cells);
  }

  /// Compares the medians with the goals for a quiet machine, or for one with other work.
  private List<Goal> goals(Result result, SequencedMap<String, List<Double>> windows) {
    List<Goal> goals = new ArrayList<>();
    if (beside > 0) {
      double plain = result.median(PLAIN, ColdRun::slowest);
      goals.add(
          new Goal(
              "slowest step, to that of plain Java",
              result.median(GRADUS, ColdRun::slowest) / plain,
              3));
      return goals;
    }
    if (result.runs().containsKey(TORCH)) {
      goals.add(
          new Goal(
              String.format(Locale.ROOT, "whole process, %d steps, to PyTorch's", epoch()),
              result.median(GRADUS, run -> run.whole(epoch()))
                  / result.median(TORCH, run -> run.whole(epoch())),
              1));
    }
    goals.add(
        new Goal(
            "seconds until steps take at most 1.2 times a steady one",
            result.median(GRADUS, ColdRun::atSpeed),
            1.2));
    double worst = 0;
    for (int window = 0; window < steps / ColdRun.WINDOW; window++) {
      worst = Math.max(worst, windows.get(GRADUS).get(window) / windows.get(PLAIN).get(window));
    }
    goals.add(new Goal("slowest 100 steps, to the same in plain Java", worst, 1.3));
    if (result.runs().containsKey(ALONE)) {
      goals.add(
          new Goal(
              String.format(
                  Locale.ROOT, "steady step on %s, to one thread", Rounds.text(rounds.threads())),
              result.median(GRADUS, ColdRun::steady) / result.median(ALONE, ColdRun::steady),
              1 / 1.5));
    }
    return goals;
  }

  private JsonObject runs(Result result) {
    JsonObject json = new JsonObject();
    for (Map.Entry<String, List<ColdRun>> entry : result.runs().entrySet()) {
      JsonArray array = new JsonArray();
      for (ColdRun run : entry.getValue()) {
        JsonObject object = new JsonObject();
        object.addProperty("training from", run.times().getFirst());
        object.addProperty("at speed", run.atSpeed());
        object.addProperty("whole epoch", run.whole(epoch()));
        object.addProperty("whole", run.whole(steps));
        object.addProperty("steady", run.steady());
        object.addProperty("slowest", run.slowest());
        object.addProperty("first loss", run.firstLoss());
        object.addProperty("last loss", run.lastLoss());
        object.add(
            "windows",
            new Gson()
                .toJsonTree(IntStream.range(0, run.windows()).mapToObj(run::window).toList()));
        array.add(object);
      }
      json.add(entry.getKey(), array);
    }
    return json;
  }
}
