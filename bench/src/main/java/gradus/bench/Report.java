package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;

/// What a run comes to.
///
/// @param title what was measured, on what, in which unit
/// @param notes what has to be known about it, a line each
/// @param sections the tables
/// @param json all of it for programs
/// @param bars its picture
record Report(
    String title, List<String> notes, List<Section> sections, JsonObject json, Bars bars) {
  /// A table under a heading.
  ///
  /// @param heading what the rows are
  /// @param table the rows
  record Section(String heading, Table table) {}

  /// {@return what the JSON of each group begins with}
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

  /// {@return the report as Markdown, without a heading of its own}
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
