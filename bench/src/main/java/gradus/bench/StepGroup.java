package gradus.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Benchmarks small work: a training step of a small network, and single operations on a few
/// elements.
final class StepGroup {
  private static final String GRADUS = "gradus";
  private static final long ALLOCATING_RUNS = 1000;

  /// The factor of the warm-up of this engine's training step. The engine vectorises a loop only
  /// after some 10⁷ elements, and the shortest loop here has 713 elements per step.
  private static final double PATIENCE = 10;

  private final Rounds rounds;
  private final Peers peers;
  private final int beside;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param peers the engines to compare with
  /// @param beside the number of busy processes beside
  /// @param progress receives what is being measured
  StepGroup(Rounds rounds, Peers peers, int beside, Progress progress) {
    this.rounds = rounds;
    this.beside = beside;
    this.peers = peers;
    this.progress = progress;
  }

  /// The result for a kind of work.
  ///
  /// @param bytes allocated by a run of this engine
  /// @param seconds by entrant
  record Row(SmallWork work, double bytes, Map<String, Double> seconds) {
    double of(String name) {
      return seconds.getOrDefault(name, Double.NaN);
    }
  }

  /// Measures all work.
  ///
  /// @return a row for each kind of work
  List<Row> measure() {
    try (BusyProcesses _ = new BusyProcesses(beside)) {
      return rows();
    }
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    SmallProblem problem = SmallProblem.draw();
    for (SmallWork work : SmallWork.values()) {
      progress.step(rows.size() + 1, SmallWork.values().length, work.label());
      double expected = problem.expected(work);
      SmallEntry gradus = problem.gradus(work);
      SmallProblem.check(GRADUS, work, gradus, expected);
      if (work == SmallWork.TITANIC_STEP) {
        for (double spent = 0; spent < PATIENCE * rounds.warmUp(); ) {
          spent += gradus.seconds(100);
        }
      }
      List<Entrant> entrants = new ArrayList<>(List.of(new Entrant(GRADUS, 1, gradus)));
      for (Peer peer : peers.ready()) {
        Optional<SmallEntry> entry = peer.small(work, problem);
        if (entry.isPresent()) {
          SmallProblem.check(peer.name(), work, entry.get(), expected);
          entrants.add(new Entrant(peer.name(), 1, entry.get(), peer.lingers()));
        }
      }
      Map<String, Double> seconds = rounds.measure(entrants);
      rows.add(new Row(work, Allocation.bytes(gradus, ALLOCATING_RUNS), seconds));
    }
    return rows;
  }

  /// Makes a table of the rows, with the ratios to the peers.
  Report report(Machine machine, List<Row> rows) {
    String title = "Small work, F32, nanoseconds, " + rounds.describe();
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.addAll(BusyProcesses.about(beside));
    notes.add("bytes: allocated on the Java heap per run");
    notes.addAll(peers.about());
    List<String> names =
        peers.ready().stream()
            .map(Peer::name)
            .filter(name -> rows.stream().anyMatch(row -> row.seconds().containsKey(name)))
            .toList();
    Report.Section section = new Report.Section("Work", table(rows, names));
    return new Report(
        title, notes, List.of(section), json(machine, rows), bars(title, rows, names));
  }

  private static Table table(List<Row> rows, List<String> names) {
    List<String> header = new ArrayList<>(List.of("work", "gradus ns", "bytes"));
    names.forEach(name -> header.addAll(List.of(name + " ns", "ratio")));
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.work().label()));
      line.add(Table.number(1e9 * row.of(GRADUS)));
      line.add(Table.number(row.bytes()));
      for (String name : names) {
        line.add(Table.number(1e9 * row.of(name)));
        line.add(Table.ratio(row.of(name) / row.of(GRADUS)));
      }
      cells.add(line);
    }
    List<String> last = new ArrayList<>(List.of("geometric mean", "", ""));
    for (String name : names) {
      last.add("");
      last.add(
          Table.ratio(
              Statistics.geometricMean(
                  rows.stream()
                      .map(row -> row.of(name) / row.of(GRADUS))
                      .filter(ratio -> !ratio.isNaN())
                      .toList())));
    }
    cells.add(last);
    return new Table(header, cells);
  }

  private JsonObject json(Machine machine, List<Row> rows) {
    JsonObject json = Report.start(machine, rounds, peers);
    json.addProperty("beside", beside);
    JsonArray array = new JsonArray();
    for (Row row : rows) {
      JsonObject object = new JsonObject();
      object.addProperty("work", row.work().label());
      object.addProperty("bytes", row.bytes());
      JsonObject nanoseconds = new JsonObject();
      row.seconds().forEach((name, time) -> nanoseconds.addProperty(name, 1e9 * time));
      object.add("ns", nanoseconds);
      array.add(object);
    }
    json.add("rows", array);
    return json;
  }

  /// Returns this engine's runs per millisecond by kind of work, from a report's JSON.
  static SequencedMap<String, Double> speeds(JsonObject json) {
    SequencedMap<String, Double> speeds = new LinkedHashMap<>();
    for (JsonElement row : json.getAsJsonArray("rows")) {
      JsonObject object = row.getAsJsonObject();
      double nanoseconds = object.getAsJsonObject("ns").get(GRADUS).getAsDouble();
      speeds.put(object.get("work").getAsString(), 1e6 / nanoseconds);
    }
    return speeds;
  }

  private static Bars bars(String title, List<Row> rows, List<String> names) {
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    List<String> all = new ArrayList<>(List.of(GRADUS));
    all.addAll(names);
    for (String name : all) {
      series.put(name, rows.stream().map(row -> row.of(GRADUS) / row.of(name)).toList());
    }
    return new Bars(
        title, "speed, gradus = 1", rows.stream().map(row -> row.work().label()).toList(), series);
  }
}
