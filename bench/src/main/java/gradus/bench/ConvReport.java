package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// The report on convolutions and networks.
///
/// @param rounds how they were measured
/// @param peers the engines that they were compared with
/// @param layers the rows of layers; may be empty
/// @param nets the rows of networks; may be empty
record ConvReport(Rounds rounds, Peers peers, List<ConvGroup.Row> layers, List<NetGroup.Row> nets) {
  private static final String GRADUS = ConvGroup.GRADUS;
  private static final String PEAK = ConvGroup.PEAK;

  /// Makes tables of the rows, with the share of the peak and the ratios to the peers.
  Report report(Machine machine) {
    String title = "Convolution, F32, " + rounds.describe();
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    if (!layers.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "peak: fused multiply-adds on registers alone, %s GFLOP/s; %% of it in each row by"
                  + " that row's own",
              Table.number(peak())));
    }
    notes.addAll(peers.about());
    List<Report.Section> sections = new ArrayList<>();
    for (ConvPass pass : ConvPass.values()) {
      List<ConvGroup.Row> rows = layers.stream().filter(row -> row.pass() == pass).toList();
      if (!rows.isEmpty()) {
        sections.add(
            new Report.Section(
                String.format(Locale.ROOT, "Layers, %s, GFLOP/s", pass.label()), table(rows)));
      }
    }
    if (!nets.isEmpty()) {
      sections.add(new Report.Section("Networks, pictures per second", netTable()));
    }
    return new Report(title, notes, sections, json(machine), bars());
  }

  private double peak() {
    return Statistics.median(layers.stream().mapToDouble(row -> row.of(PEAK)).toArray());
  }

  private Table table(List<ConvGroup.Row> rows) {
    List<Speeds> speeds = rows.stream().<Speeds>map(row -> row::of).toList();
    PeerColumns columns = PeerColumns.of(peers, speeds);
    List<String> header = new ArrayList<>(List.of("layer, batch", GRADUS, "of peak"));
    header.addAll(columns.header());
    List<List<String>> cells = new ArrayList<>();
    for (ConvGroup.Row row : rows) {
      String label = String.format(Locale.ROOT, "%s, %d", row.shape().label(), row.batch());
      List<String> line = new ArrayList<>(List.of(label, Table.number(row.of(GRADUS))));
      line.add(Table.percent(row.of(GRADUS) / row.of(PEAK)));
      line.addAll(columns.cells(List.of(row::of)));
      cells.add(line);
    }
    List<String> last = new ArrayList<>(List.of("geometric mean"));
    last.add(Table.number(PeerColumns.mean(speeds, row -> row.of(GRADUS))));
    last.add(Table.percent(PeerColumns.mean(speeds, row -> row.of(GRADUS) / row.of(PEAK))));
    last.addAll(columns.cells(speeds));
    cells.add(last);
    return new Table(header, cells);
  }

  private Table netTable() {
    List<Speeds> speeds = nets.stream().<Speeds>map(row -> row::of).toList();
    PeerColumns columns = PeerColumns.of(peers, speeds);
    List<String> header = new ArrayList<>(List.of("network", GRADUS));
    header.addAll(columns.header());
    List<List<String>> cells = new ArrayList<>();
    for (NetGroup.Row row : nets) {
      List<String> line =
          new ArrayList<>(List.of(row.work().label(), Table.number(row.of(GRADUS))));
      line.addAll(columns.cells(List.of(row::of)));
      cells.add(line);
    }
    List<String> last = new ArrayList<>(List.of("geometric mean", ""));
    last.addAll(columns.cells(speeds));
    if (!columns.names().isEmpty()) {
      cells.add(last);
    }
    return new Table(header, cells);
  }

  private JsonObject json(Machine machine) {
    JsonObject json = Report.start(machine, rounds, peers);
    if (!layers.isEmpty()) {
      json.addProperty(PEAK, peak());
    }
    JsonArray rows = new JsonArray();
    for (ConvGroup.Row row : layers) {
      JsonObject object = new JsonObject();
      object.addProperty("layer", row.shape().label());
      object.addProperty("batch", row.batch());
      object.addProperty("pass", row.pass().label());
      object.addProperty(PEAK, row.of(PEAK));
      Map<String, Double> gflops = new LinkedHashMap<>(row.gflops());
      gflops.remove(PEAK);
      object.add("gflops", new Gson().toJsonTree(gflops));
      rows.add(object);
    }
    json.add("rows", rows);
    JsonArray whole = new JsonArray();
    for (NetGroup.Row row : nets) {
      JsonObject object = new JsonObject();
      object.addProperty("net", row.work().label());
      object.addProperty("batch", row.work().batch());
      object.add("pictures", new Gson().toJsonTree(row.pictures()));
      whole.add(object);
    }
    json.add("nets", whole);
    return json;
  }

  /// Returns this engine's speeds from a report's JSON: GFLOP/s of layers, pictures per second of
  /// networks.
  static SequencedMap<String, Double> speeds(JsonObject json) {
    SequencedMap<String, Double> speeds = new LinkedHashMap<>();
    for (JsonElement element : json.getAsJsonArray("rows")) {
      JsonObject row = element.getAsJsonObject();
      String label =
          String.format(
              Locale.ROOT,
              "%s, batch %d, %s",
              row.get("layer").getAsString(),
              row.get("batch").getAsInt(),
              row.get("pass").getAsString());
      speeds.put(label, row.getAsJsonObject("gflops").get(GRADUS).getAsDouble());
    }
    for (JsonElement element : json.getAsJsonArray("nets")) {
      JsonObject row = element.getAsJsonObject();
      double pictures = row.getAsJsonObject("pictures").get(GRADUS).getAsDouble();
      speeds.put(row.get("net").getAsString(), pictures);
    }
    return speeds;
  }

  /// Makes a chart of the forward pass, or of the networks if there are no layers.
  private Bars bars() {
    return layers.isEmpty() ? netBars() : layerBars();
  }

  private Bars layerBars() {
    List<ConvGroup.Row> rows =
        layers.stream().filter(row -> row.pass() == ConvPass.FORWARD).toList();
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    for (String name : entrants(rows.stream().<Speeds>map(row -> row::of).toList())) {
      series.put(name, rows.stream().map(row -> 100 * row.of(name) / row.of(PEAK)).toList());
    }
    return new Bars(
        "Convolution, F32, forward, " + Rounds.text(rounds.threads()),
        "% of peak",
        rows.stream()
            .map(row -> String.format(Locale.ROOT, "%s, %d", row.shape().label(), row.batch()))
            .toList(),
        series);
  }

  private Bars netBars() {
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    for (String name : entrants(nets.stream().<Speeds>map(row -> row::of).toList())) {
      series.put(name, nets.stream().map(row -> row.of(name) / row.of(GRADUS)).toList());
    }
    return new Bars(
        "Networks, F32, " + Rounds.text(rounds.threads()),
        "speed, gradus = 1",
        nets.stream().map(row -> row.work().label()).toList(),
        series);
  }

  private List<String> entrants(List<Speeds> rows) {
    List<String> names = new ArrayList<>(List.of(GRADUS));
    names.addAll(PeerColumns.of(peers, rows).names());
    return names;
  }
}
