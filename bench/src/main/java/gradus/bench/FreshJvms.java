package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import gradus.cli.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// Repeats a benchmark in a series of fresh JVMs. A kernel's speed may depend on the profile that
/// the JIT compiler saw, and each JVM collects a new one.
///
/// @param count the number of JVMs
/// @param progress receives the number of the current one
record FreshJvms(int count, Progress progress) {
  /// Measures a group in each JVM.
  ///
  /// @param title what is measured
  /// @param arguments the arguments of the command, without output options
  /// @param speeds gets this engine's speed by row from a run's JSON
  /// @return how much the JVMs differ
  Report run(
      String title,
      List<String> arguments,
      Function<JsonObject, SequencedMap<String, Double>> speeds) {
    SequencedMap<String, List<Double>> all = new LinkedHashMap<>();
    for (int jvm = 1; jvm <= count; jvm++) {
      progress.step(jvm, count, "fresh JVM");
      speeds
          .apply(once(arguments))
          .forEach((row, speed) -> all.computeIfAbsent(row, _ -> new ArrayList<>()).add(speed));
    }
    return report(title, all);
  }

  private static JsonObject once(List<String> arguments) {
    try {
      Path json = Files.createTempFile("gradus-bench", ".json");
      Path log = Files.createTempFile("gradus-bench", ".log");
      try {
        List<String> command = new ArrayList<>();
        command.add(JavaProgram.java());
        command.addAll(JavaProgram.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        command.addAll(List.of("--json", json.toString()));
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        if (status != 0) {
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "a fresh JVM ended with status %d:%n%s",
                  status,
                  Files.readString(log)));
        }
        return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
      } finally {
        Files.delete(json);
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new InputException(String.format(Locale.ROOT, "--jvms: %s", e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  /// Reports how much the medians differ.
  static Report report(String title, SequencedMap<String, List<Double>> speeds) {
    List<List<String>> cells = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    JsonArray rows = new JsonArray();
    speeds.forEach(
        (row, values) -> {
          double[] each = values.stream().mapToDouble(Double::doubleValue).toArray();
          double best = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
          double worst = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
          ratios.add(worst / best);
          cells.add(
              List.of(
                  row,
                  Table.number(best),
                  Table.number(Statistics.median(each)),
                  Table.number(worst),
                  Table.percent(worst / best)));
          JsonObject object = new JsonObject();
          object.addProperty("row", row);
          object.add("speeds", new Gson().toJsonTree(values));
          rows.add(object);
        });
    double least = ratios.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    int count = speeds.values().stream().mapToInt(List::size).max().orElse(0);
    JsonObject json = new JsonObject();
    json.addProperty("jvms", count);
    json.addProperty("worst", least);
    json.add("rows", rows);
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    series.put("worst, % of best", ratios.stream().map(ratio -> 100 * ratio).toList());
    Map<String, List<Double>> bars = series;
    String whole = String.format(Locale.ROOT, "%s: the medians of %d fresh JVMs", title, count);
    return new Report(
        whole,
        List.of(
            String.format(
                Locale.ROOT, "the worst is %s of the best, or more", Table.percent(least))),
        List.of(
            new Report.Section(
                "Speed",
                new Table(List.of("row", "best", "median", "worst", "worst/best"), cells))),
        json,
        new Bars(whole, "% of best", List.copyOf(speeds.keySet()), new LinkedHashMap<>(bars)));
  }
}
