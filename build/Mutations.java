import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/// Reads what mutation testing found, prints the share of mutants killed, package by package and
/// with each survivor named, and fails where it is too small: 95 % in the operations' declarations
/// and the autograd walk, 85 % over the engine.
///
/// ```
/// java build/Mutations.java testkit/target/mutation/mutations.xml
/// ```
///
/// Of several reports, of parts of the engine or of the same part in other settings, it makes one:
/// a mutant that is in more of them counts once, and as noticed if it is in any.
class Mutations {
  private static final Set<String> DECLARATIONS =
      Set.of(
          "Autograd",
          "Binary",
          "Comparison",
          "Custom",
          "Eager",
          "Elementwise",
          "Gradients",
          "Layout",
          "MatMul",
          "Movement",
          "Node",
          "Placement",
          "Reduction",
          "Scan",
          "Shape",
          "Softmax",
          "Sort",
          "Transfer",
          "Unary");

  /// What a test noticed: it failed, or didn't end, or the JVM gave up.
  private static final Set<String> NOTICED =
      Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR", "NON_VIABLE");

  private record Count(int killed, int all) {
    Count plus(boolean kill) {
      return new Count(killed + (kill ? 1 : 0), all + 1);
    }

    double percent() {
      return all == 0 ? 100 : 100.0 * killed / all;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%5d of %5d, %5.1f %%", killed, all, percent());
    }
  }

  /// What tells a mutant from others, and what became of it.
  private record Mutant(String type, String method, String line, String what, String status) {
    boolean noticed() {
      return NOTICED.contains(status);
    }

    /// Without packages and nesting.
    String outer() {
      return type.substring(type.lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
    }

    String statusInWords() {
      return status.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s.%s, line %s: %s (%s)", 
              type.substring("gradus.engine.".length()), method, line, what, statusInWords());
    }
  }

  public static void main(String... reports) throws Exception {
    Map<String, Mutant> mutants = new TreeMap<>();
    for (String report : reports) {
      read(Path.of(report), mutants);
    }
    Map<String, Count> counts = new TreeMap<>();
    Map<String, Integer> statuses = new TreeMap<>();
    for (Mutant mutant : mutants.values()) {
      statuses.merge(mutant.statusInWords(), 1, Integer::sum);
      String type = mutant.type;
      String outer = mutant.outer();
      count(counts, "the engine", mutant.noticed());
      count(counts, "package " + type.substring(0, type.lastIndexOf('.')), mutant.noticed());
      count(counts, "  " + outer, mutant.noticed());
      if (type.startsWith("gradus.engine." + outer) && DECLARATIONS.contains(outer)) {
        count(counts, "declarations and autograd", mutant.noticed());
      }
    }
    IO.println("Not noticed by any test:");
    mutants.values().stream()
        .filter(mutant -> !mutant.noticed())
        .map(Mutant::toString)
        .sorted()
        .forEach(survivor -> IO.println("  " + survivor));
    IO.println("Mutants: " + statuses);
    IO.println("Noticed:");
    counts.forEach((what, count) -> IO.println(String.format(Locale.ROOT, "  %-40s %s", what, count)));
    boolean enough = enough(counts, "declarations and autograd", 95);
    enough &= enough(counts, "the engine", 85);
    System.exit(enough ? 0 : 1);
  }

  private static void read(Path report, Map<String, Mutant> mutants) throws Exception {
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    var mutations = document.getElementsByTagName("mutation");
    for (int i = 0; i < mutations.getLength(); i++) {
      Element mutation = (Element) mutations.item(i);
      Mutant mutant =
          new Mutant(
              text(mutation, "mutatedClass"),
              text(mutation, "mutatedMethod"),
              text(mutation, "lineNumber"),
              text(mutation, "description"),
              mutation.getAttribute("status"));
      String place =
          String.join(
              " ",
              mutant.type,
              mutant.method,
              text(mutation, "methodDescription"),
              text(mutation, "indexes"),
              text(mutation, "mutator"));
      mutants.merge(place, mutant, (before, next) -> before.noticed() ? before : next);
    }
  }

  private static void count(Map<String, Count> counts, String what, boolean killed) {
    counts.put(what, counts.getOrDefault(what, new Count(0, 0)).plus(killed));
  }

  private static String text(Element mutation, String tag) {
    return mutation.getElementsByTagName(tag).item(0).getTextContent();
  }

  private static boolean enough(Map<String, Count> counts, String what, double least) {
    Count count = counts.getOrDefault(what, new Count(0, 0));
    if (count.percent() < least) {
      IO.println(String.format(Locale.ROOT, "%s: %s killed, at least %.0f %% must be", what, count, least));
      return false;
    }
    return true;
  }
}
