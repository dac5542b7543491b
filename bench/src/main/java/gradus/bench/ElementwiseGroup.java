package gradus.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import gradus.engine.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// Benchmarks element-wise operations, reductions, copies and an optimiser step against the
/// bandwidth of the memory or of the cache.
final class ElementwiseGroup {
  private static final String TRIAD = "triad";
  private static final String GRADUS = "gradus";
  private static final String EAGER = "eager";

  /// From this number of elements on, three arrays exceed the caches, and the triad uses all
  /// threads.
  private static final int PAST_THE_CACHE = 1 << 22;

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
  ElementwiseGroup(Rounds rounds, Peers peers, DType dtype, Progress progress) {
    this.rounds = rounds;
    this.peers = peers;
    this.dtype = dtype;
    this.progress = progress;
  }

  /// The result for an operation.
  ///
  /// @param bytes the minimum number of bytes to move
  /// @param seconds by entrant; the triad's for the same number of bytes
  record Row(ElementwiseOp op, int elements, double bytes, Map<String, Double> seconds) {
    double of(String name) {
      return seconds.getOrDefault(name, Double.NaN);
    }

    /// Returns this engine's speed, with tensors, divided by a peer's. Both allocate the result.
    double ratioTo(String peer) {
      return of(peer) / seconds.getOrDefault(EAGER, of(GRADUS));
    }

    double ofTriad() {
      return of(TRIAD) / of(GRADUS);
    }
  }

  /// Measures operations at several sizes.
  ///
  /// @param sides the number of rows and columns of the matrices
  /// @return rows by size; within a size, in the order of the operations
  List<Row> measure(List<ElementwiseOp> ops, List<Integer> sides) {
    List<Row> rows = new ArrayList<>();
    for (int side : sides) {
      int elements = side * side;
      int threads = elements > PAST_THE_CACHE ? rounds.threads() : 1;
      Entrant triad = MachinePeak.triad(elements, threads, dtype);
      for (ElementwiseOp op : ops) {
        progress.step(
            rows.size() + 1, ops.size() * sides.size(), op.label() + ", " + size(elements));
        rows.add(measure(new ElementwiseProblem(op, side, dtype), triad));
      }
    }
    return rows;
  }

  private Row measure(ElementwiseProblem problem, Entrant triad) {
    double[] expected = problem.expected();
    List<Entrant> entrants = new ArrayList<>(List.of(triad));
    List<Entry> opened = new ArrayList<>();
    record Named(String name, Entry entry, boolean lingers) {}
    List<Named> named = new ArrayList<>();
    named.add(new Named(GRADUS, problem.kernel(), false));
    if (problem.op() != ElementwiseOp.SGD) {
      named.add(new Named(EAGER, problem.eager(), false));
    }
    for (Peer peer : peers.ready()) {
      Optional<Entry> entry = peer.elementwise(problem);
      entry.ifPresent(e -> named.add(new Named(peer.name(), e, peer.lingers())));
    }
    for (Named each : named) {
      problem.check(each.name(), each.entry(), expected);
      Timed timed = Timed.of(each.entry().action());
      entrants.add(new Entrant(each.name(), problem.bytes(), timed, each.lingers()));
      opened.add(each.entry());
    }
    Map<String, Double> seconds = new LinkedHashMap<>(rounds.measure(entrants));
    opened.forEach(entry -> entry.close().run());
    seconds.computeIfPresent(TRIAD, (_, time) -> time * problem.bytes() / triad.work());
    return new Row(problem.op(), problem.elements(), problem.bytes(), seconds);
  }

  private static String size(int elements) {
    return elements >= 1 << 20 ? (elements >> 20) + " M" : (elements >> 10) + " K";
  }

  /// Makes tables of the rows, with the ratios to the peers and the share of the triad's bandwidth.
  Report report(Machine machine, List<Row> rows) {
    String title =
        String.format(
            Locale.ROOT,
            "Element-wise operations, reductions and copies, %s, %s",
            dtype.name(),
            rounds.describe());
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.add(
        "us: microseconds; Gel/s: 10^9 input elements per second; GB/s: of the bytes that must be"
            + " moved");
    notes.add(
        "of triad: of the bandwidth of a = b + 3 c on arrays of as many elements, in the same"
            + String.format(
                Locale.ROOT,
                " rounds; past the cache with %s, within it with one",
                Rounds.text(rounds.threads())));
    notes.add(
        "a cache line is read before it is overwritten, which isn't counted: operations in place"
            + " may exceed 100 %");
    if (!peers.ready().isEmpty()) {
      notes.add("ratio: of eager, since the peers allocate their results too");
    }
    notes.addAll(peers.about());
    List<Report.Section> sections = new ArrayList<>();
    for (int elements : rows.stream().map(Row::elements).distinct().toList()) {
      List<Row> some = rows.stream().filter(row -> row.elements() == elements).toList();
      double triad =
          Statistics.median(
              some.stream().mapToDouble(row -> row.bytes() / row.of(TRIAD) / 1e9).toArray());
      sections.add(
          new Report.Section(
              String.format(
                  Locale.ROOT,
                  "%s elements, %d KB a matrix; triad %s GB/s",
                  size(elements),
                  dtype.bytes() * elements >> 10,
                  Table.number(triad)),
              table(some)));
    }
    return new Report(title, notes, sections, json(machine, rows), bars(rows));
  }

  /// Returns the names of the peers that have results.
  private List<String> peerNames(List<Row> rows) {
    return peers.ready().stream()
        .map(Peer::name)
        .filter(name -> rows.stream().anyMatch(row -> row.seconds().containsKey(name)))
        .toList();
  }

  private Table table(List<Row> rows) {
    List<String> names = peerNames(rows);
    List<String> header =
        new ArrayList<>(List.of("operation", "gradus us", "Gel/s", "GB/s", "of triad", "eager us"));
    names.forEach(name -> header.addAll(List.of(name + " us", "ratio")));
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.op().label()));
      line.add(Table.number(1e6 * row.of(GRADUS)));
      line.add(Table.number(row.elements() / row.of(GRADUS) / 1e9));
      line.add(Table.number(row.bytes() / row.of(GRADUS) / 1e9));
      line.add(Table.percent(row.ofTriad()));
      line.add(Table.number(1e6 * row.of(EAGER)));
      for (String name : names) {
        line.add(Table.number(1e6 * row.of(name)));
        line.add(Table.ratio(row.ratioTo(name)));
      }
      cells.add(line);
    }
    List<String> last = new ArrayList<>(List.of("geometric mean", "", "", ""));
    last.add(Table.percent(mean(rows, Row::ofTriad)));
    last.add("");
    for (String name : names) {
      last.add("");
      last.add(Table.ratio(mean(rows, row -> row.ratioTo(name))));
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
    JsonArray array = new JsonArray();
    for (Row row : rows) {
      JsonObject object = new JsonObject();
      object.addProperty("op", row.op().label());
      object.addProperty("elements", row.elements());
      object.addProperty("bytes", row.bytes());
      JsonObject nanoseconds = new JsonObject();
      row.seconds().forEach((name, time) -> nanoseconds.addProperty(name, 1e9 * time));
      object.add("ns", nanoseconds);
      array.add(object);
    }
    json.add("rows", array);
    return json;
  }

  /// {@return this engine's GB/s by operation and size, from a report's JSON}
  static SequencedMap<String, Double> speeds(JsonObject json) {
    SequencedMap<String, Double> speeds = new LinkedHashMap<>();
    for (JsonElement row : json.getAsJsonArray("rows")) {
      JsonObject object = row.getAsJsonObject();
      double nanoseconds = object.getAsJsonObject("ns").get(GRADUS).getAsDouble();
      speeds.put(
          String.format(
              Locale.ROOT,
              "%s, %s",
              object.get("op").getAsString(),
              size(object.get("elements").getAsInt())),
          object.get("bytes").getAsDouble() / nanoseconds);
    }
    return speeds;
  }

  private Bars bars(List<Row> rows) {
    int largest = rows.stream().mapToInt(Row::elements).max().orElse(0);
    List<Row> some = rows.stream().filter(row -> row.elements() == largest).toList();
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(List.of(GRADUS));
    names.addAll(peerNames(some));
    for (String name : names) {
      series.put(name, some.stream().map(row -> 100 * row.of(TRIAD) / row.of(name)).toList());
    }
    return new Bars(
        String.format(
            Locale.ROOT,
            "%s elements, %s, %s",
            size(largest),
            dtype.name(),
            Rounds.text(rounds.threads())),
        "% of triad",
        some.stream().map(row -> row.op().label()).toList(),
        series);
  }
}
