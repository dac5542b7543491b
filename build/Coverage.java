import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Prints the share of lines and of branches that the tests reach, package by package, from
/// JaCoCo's table, as rows of a table in Markdown.
///
/// ```
/// java build/Coverage.java coverage/target/coverage/jacoco.csv
/// ```
class Coverage {
  private record Reached(int linesMissed, int lines, int branchesMissed, int branches) {
    Reached plus(Reached other) {
      return new Reached(
          linesMissed + other.linesMissed,
          lines + other.lines,
          branchesMissed + other.branchesMissed,
          branches + other.branches);
    }

    @Override
    public String toString() {
      return share(linesMissed, lines) + " | " + share(branchesMissed, branches);
    }

    private static String share(int missed, int all) {
      return all == 0
          ? "-"
          : String.format(Locale.ROOT, "%.1f %% of %d", 100.0 * (all - missed) / all, all);
    }
  }

  public static void main(String... arguments) throws Exception {
    Map<String, Reached> packages = new TreeMap<>();
    for (String row : Files.readAllLines(Path.of(arguments[0])).stream().skip(1).toList()) {
      // GROUP, PACKAGE, CLASS, and missed and covered: instructions, branches, lines and others.
      String[] cells = row.split(",");
      int branchesMissed = Integer.parseInt(cells[5]);
      int linesMissed = Integer.parseInt(cells[7]);
      Reached reached =
          new Reached(
              linesMissed,
              linesMissed + Integer.parseInt(cells[8]),
              branchesMissed,
              branchesMissed + Integer.parseInt(cells[6]));
      packages.merge(cells[1], reached, Reached::plus);
      packages.merge("~ all", reached, Reached::plus);
    }
    IO.println("| package | lines covered | branches covered |\n|---|---|---|");
    packages.forEach(
        (name, reached) ->
            IO.println(String.format(Locale.ROOT, "| %s | %s |", name.replace("~ ", ""), reached)));
  }
}
