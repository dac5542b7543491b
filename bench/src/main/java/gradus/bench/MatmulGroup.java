package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import gradus.engine.Backends;
import gradus.engine.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// Benchmarks the matrix product against peers and against the machine's peak.
final class MatmulGroup {
  private static final String PEAK = "peak";
  private static final String GRADUS = "gradus";
  private static final String EAGER = "eager";

  private final Rounds rounds;
  private final Peers peers;
  private final DType dtype;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param peers the engines to compare with
  /// @param dtype the type of the elements, F32 or F64
  /// @param progress receives what is being measured
  MatmulGroup(Rounds rounds, Peers peers, DType dtype, Progress progress) {
    this.rounds = rounds;
    this.peers = peers;
    this.dtype = dtype;
    this.progress = progress;
  }

  /// The result for a shape.
  ///
  /// @param gflops by entrant, including the peak, in GFLOP/s
  record Row(String group, MatmulShape shape, Map<String, Double> gflops) {
    double of(String name) {
      return gflops.getOrDefault(name, Double.NaN);
    }
  }

  /// Measures groups of shapes.
  ///
  /// @param groups by their names
  /// @return a row for each shape
  List<Row> measure(SequencedMap<String, List<MatmulShape>> groups) {
    List<Row> rows = new ArrayList<>();
    int total = groups.values().stream().mapToInt(List::size).sum();
    groups.forEach(
        (group, shapes) -> {
          for (MatmulShape shape : shapes) {
            progress.step(rows.size() + 1, total, shape.label());
            rows.add(new Row(group, shape, measure(shape)));
          }
        });
    return rows;
  }

  private Map<String, Double> measure(MatmulShape shape) {
    MatmulProblem problem = new MatmulProblem(shape, dtype);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(MachinePeak.multiplyAdds(rounds.threads(), dtype));
    entrants.add(entrant(GRADUS, problem, problem.kernel(Backends.current()), false));
    entrants.add(entrant(EAGER, problem, problem.eager(), false));
    List<Entry> opened = new ArrayList<>();
    for (Peer peer : peers.ready()) {
      Optional<Entry> entry = peer.matmul(problem);
      entry.ifPresent(opened::add);
      entry.ifPresent(e -> entrants.add(entrant(peer.name(), problem, e, peer.lingers())));
    }
    Map<String, Double> gflops = new LinkedHashMap<>();
    Map<String, Double> seconds = rounds.measure(entrants);
    opened.forEach(entry -> entry.close().run());
    entrants.forEach(e -> gflops.put(e.name(), e.work() / seconds.get(e.name()) / 1e9));
    return gflops;
  }

  private static Entrant entrant(String name, MatmulProblem problem, Entry entry, boolean lingers) {
    problem.check(name, entry);
    return new Entrant(name, problem.shape().operations(), Timed.of(entry.action()), lingers);
  }

  /// Makes tables of the rows, with the ratios to the peers and the share of the peak.
  Report report(Machine machine, List<Row> rows) {
    String title =
        String.format(
            Locale.ROOT, "Matrix product, %s, GFLOP/s, %s", dtype.name(), rounds.describe());
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.add(
        String.format(
                Locale.ROOT,
                "peak: fused multiply-adds on registers alone, %s GFLOP/s; %% of it in each row by"
                    + " that",
                Table.number(peak(rows)))
            + " row's own");
    notes.addAll(peers.about());
    List<Report.Section> sections = new ArrayList<>();
    Set<String> groups = new LinkedHashSet<>(rows.stream().map(Row::group).toList());
    for (String group : groups) {
      sections.add(
          new Report.Section(
              "M x K x N, " + group,
              table(rows.stream().filter(row -> row.group().equals(group)).toList())));
    }
    return new Report(title, notes, sections, json(machine, rows), bars(rows));
  }

  private static double peak(List<Row> rows) {
    return Statistics.median(rows.stream().mapToDouble(row -> row.of(PEAK)).toArray());
  }

  /// Returns the names of the peers that have results.
  private List<String> peerNames(List<Row> rows) {
    return peers.ready().stream()
        .map(Peer::name)
        .filter(name -> rows.stream().anyMatch(row -> row.gflops().containsKey(name)))
        .toList();
  }

  private Table table(List<Row> rows) {
    List<String> peerNames = peerNames(rows);
    List<String> header = new ArrayList<>(List.of("shape", GRADUS, "of peak", EAGER));
    for (String peer : peerNames) {
      header.addAll(List.of(peer, "ratio"));
    }
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.shape().label()));
      line.add(Table.number(row.of(GRADUS)));
      line.add(Table.percent(row.of(GRADUS) / row.of(PEAK)));
      line.add(Table.number(row.of(EAGER)));
      for (String peer : peerNames) {
        line.add(Table.number(row.of(peer)));
        line.add(Table.ratio(row.of(GRADUS) / row.of(peer)));
      }
      cells.add(line);
    }
    List<String> last = new ArrayList<>(List.of("geometric mean"));
    last.add(Table.number(mean(rows, row -> row.of(GRADUS))));
    last.add(Table.percent(mean(rows, row -> row.of(GRADUS) / row.of(PEAK))));
    last.add(Table.number(mean(rows, row -> row.of(EAGER))));
    for (String peer : peerNames) {
      last.add(Table.number(mean(rows, row -> row.of(peer))));
      last.add(Table.ratio(mean(rows, row -> row.of(GRADUS) / row.of(peer))));
    }
    cells.add(last);
    return new Table(header, cells);
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> value) {
    return Statistics.geometricMean(
        rows.stream().map(value::applyAsDouble).filter(v -> !v.isNaN()).toList());
  }

  private JsonObject json(Machine machine, List<Row> rows) {
    JsonObject json = Report.start(machine, rounds, peers);
    json.addProperty("dtype", dtype.toString());
    json.addProperty(PEAK, peak(rows));
    JsonArray array = new JsonArray();
    for (Row row : rows) {
      JsonObject object = new JsonObject();
      object.addProperty("shape", row.shape().label());
      object.addProperty("group", row.group());
      object.addProperty(PEAK, row.of(PEAK));
      Map<String, Double> gflops = new LinkedHashMap<>(row.gflops());
      gflops.remove(PEAK);
      object.add("gflops", new Gson().toJsonTree(gflops));
      array.add(object);
    }
    json.add("rows", array);
    return json;
  }

  /// {@return this engine's GFLOP/s by shape, from a report's JSON}
  static SequencedMap<String, Double> speeds(JsonObject json) {
    SequencedMap<String, Double> speeds = new LinkedHashMap<>();
    for (JsonElement row : json.getAsJsonArray("rows")) {
      JsonObject object = row.getAsJsonObject();
      double gflops = object.getAsJsonObject("gflops").get(GRADUS).getAsDouble();
      speeds.put(object.get("shape").getAsString(), gflops);
    }
    return speeds;
  }

  /// Makes a chart of the first group only, since all rows don't fit; each label has the ratio to
  /// the first peer.
  private Bars bars(List<Row> rows) {
    String group = rows.getFirst().group();
    List<Row> some = rows.stream().filter(row -> row.group().equals(group)).toList();
    List<String> names = new ArrayList<>(List.of(GRADUS));
    names.addAll(peerNames(some));
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    for (String name : names) {
      series.put(name, some.stream().map(row -> 100 * row.of(name) / row.of(PEAK)).toList());
    }
    String first = names.size() > 1 ? names.get(1) : PEAK;
    List<String> labels =
        some.stream()
            .map(
                row ->
                    String.format(
                        Locale.ROOT,
                        "%s: %s",
                        row.shape().label(),
                        Table.ratio(row.of(GRADUS) / row.of(first))))
            .toList();
    return new Bars(
        String.format(
            Locale.ROOT,
            "Matrix product, %s, %s; below, %s / %s",
            dtype.name(),
            Rounds.text(rounds.threads()),
            GRADUS,
            first),
        "% of peak",
        labels,
        series);
  }
}
