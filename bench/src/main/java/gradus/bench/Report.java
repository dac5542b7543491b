package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;

/// The report of a run.
///
/// @param title what was measured, where, and the unit
/// @param notes remarks, one per line
/// @param sections the tables
/// @param json all measurements
/// @param bars the chart
public record Report(
    String title, List<String> notes, List<Section> sections, JsonObject json, Bars bars) {
  /// A table with a heading.
  ///
  /// @param heading the heading
  /// @param table the table
  public record Section(String heading, Table table) {}

  /// Returns the common start of every group's JSON.
  static JsonObject start(Machine machine, Rounds rounds, Peers peers) {
    JsonObject json = new JsonObject();
    json.add("machine", new Gson().toJsonTree(machine));
    json.addProperty("threads", rounds.threads());
    json.addProperty("rounds", rounds.count());
    json.add("peers", new Gson().toJsonTree(peers.about()));
    return json;
  }

  /// {@return the report for a terminal}
  String text() {
    StringBuilder text = new StringBuilder(title).append('\n');
    notes.forEach(note -> text.append("  ").append(note).append('\n'));
    for (Section section : sections) {
      text.append('\n').append(section.heading()).append('\n');
      text.append(section.table().text());
    }
    return text.toString();
  }

  /// Returns the report as Markdown, without a heading.
  String markdown() {
    StringBuilder text = new StringBuilder(title).append(".\n\n");
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    for (Section section : sections) {
      text.append("\n**").append(section.heading()).append("**\n\n");
      text.append(section.table().markdown());
    }
    return text.toString();
  }
}
