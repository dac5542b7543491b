package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The report on language models.
///
/// @param rounds how they were measured
/// @param peers the engines that they were compared with
/// @param rows what was measured
record TextReport(Rounds rounds, Peers peers, List<TextGroup.Row> rows) {
  private static final String GRADUS = Comparison.GRADUS;

  /// Makes a table for each part, with the share of the limit and the ratios to the peers.
  Report report(Machine machine) {
    String title = "Language models, F32, tokens per second, " + rounds.describe();
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    if (has(TextPart.GENERATION)) {
      notes.add(
          "GB/s: of the weights, which a token reads once; of triad: of the bandwidth of"
              + " a = b + 3 c on arrays of as many bytes, in the same rounds");
    }
    if (has(TextPart.PROMPT) || has(TextPart.OVERHEAD)) {
      notes.add(
          "GFLOP/s: of the products of matrices; peak: fused multiply-adds on registers alone, in"
              + " the same rounds");
    }
    if (has(TextPart.OVERHEAD)) {
      notes.add("us: microseconds per token; overhead: what the products at the peak don't take");
    }
    notes.addAll(peers.about());
    List<Report.Section> sections = new ArrayList<>();
    for (TextPart part : TextPart.values()) {
      if (has(part)) {
        sections.add(new Report.Section(heading(part), table(part)));
      }
    }
    return new Report(title, notes, sections, json(machine), bars());
  }

  private boolean has(TextPart part) {
    return !rows(part).isEmpty();
  }

  private List<TextGroup.Row> rows(TextPart part) {
    return rows.stream().filter(row -> row.work().part() == part).toList();
  }

  private static String heading(TextPart part) {
    return switch (part) {
      case TRAINING -> "Training";
      case GENERATION -> "Generation, one text";
      case PROMPT -> "First token of a prompt";
      case OVERHEAD -> "Overhead, a small model";
    };
  }

  private Table table(TextPart part) {
    List<TextGroup.Row> some = rows(part);
    PeerColumns columns = PeerColumns.of(peers, some.stream().<Speeds>map(r -> r::of).toList());
    List<String> header = new ArrayList<>(List.of("model", GRADUS));
    header.addAll(
        switch (part) {
          case TRAINING -> List.<String>of();
          case GENERATION -> List.of("GB/s", "triad", "of triad");
          case PROMPT -> List.of("GFLOP/s", "peak", "of peak");
          case OVERHEAD -> List.of("us", "us at peak", "overhead us");
        });
    header.addAll(columns.header());
    List<List<String>> cells = new ArrayList<>();
    for (TextGroup.Row row : some) {
      List<String> line =
          new ArrayList<>(List.of(row.work().label(), Table.number(row.of(GRADUS))));
      line.addAll(limits(row));
      line.addAll(columns.cells(List.of(row::of)));
      cells.add(line);
    }
    return new Table(header, cells);
  }

  private static List<String> limits(TextGroup.Row row) {
    return switch (row.work()) {
      case TextWork.Training _ -> List.of();
      case TextWork.Reading r -> {
        double runs = row.of(GRADUS) / r.tokens();
        yield switch (r.part()) {
          case GENERATION -> share(runs * r.bytes(), row.limit());
          case PROMPT -> share(runs * r.operations(), row.limit());
          case OVERHEAD -> {
            double time = 1 / row.of(GRADUS);
            double atPeak = r.operations() / r.tokens() / row.limit();
            yield List.of(
                Table.number(1e6 * time),
                Table.number(1e6 * atPeak),
                Table.number(1e6 * (time - atPeak)));
          }
          case TRAINING -> throw new IllegalStateException("training reads with no cache");
        };
      }
    };
  }

  private static List<String> share(double speed, double limit) {
    return List.of(
        Table.number(speed / 1e9), Table.number(limit / 1e9), Table.percent(speed / limit));
  }

  /// Each part has an array.
  private JsonObject json(Machine machine) {
    JsonObject json = Report.start(machine, rounds, peers);
    for (TextPart part : TextPart.values()) {
      JsonArray array = new JsonArray();
      for (TextGroup.Row row : rows(part)) {
        JsonObject object = new JsonObject();
        object.addProperty("work", row.work().label());
        if (row.work() instanceof TextWork.Reading r) {
          boolean generation = part == TextPart.GENERATION;
          object.addProperty(
              generation ? "bytes" : "operations",
              (generation ? r.bytes() : r.operations()) / r.tokens());
          object.addProperty(generation ? "triad" : "peak", row.limit() / 1e9);
        }
        object.add("tokens", new Gson().toJsonTree(row.tokens()));
        array.add(object);
      }
      json.add(part.key(), array);
    }
    return json;
  }

  /// Returns this engine's tokens per second by work, from a report's JSON.
  static SequencedMap<String, Double> speeds(JsonObject json) {
    SequencedMap<String, Double> speeds = new LinkedHashMap<>();
    for (TextPart part : TextPart.values()) {
      for (JsonElement element : json.getAsJsonArray(part.key())) {
        JsonObject row = element.getAsJsonObject();
        double tokens = row.getAsJsonObject("tokens").get(GRADUS).getAsDouble();
        speeds.put(row.get("work").getAsString(), tokens);
      }
    }
    return speeds;
  }

  private Bars bars() {
    List<String> names = new ArrayList<>(List.of(GRADUS));
    names.addAll(PeerColumns.of(peers, rows.stream().<Speeds>map(r -> r::of).toList()).names());
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    for (String name : names) {
      series.put(name, rows.stream().map(row -> row.of(name) / row.of(GRADUS)).toList());
    }
    return new Bars(
        "Language models, F32, " + Rounds.text(rounds.threads()),
        "speed, gradus = 1",
        rows.stream().map(row -> row.work().label()).toList(),
        series);
  }
}
