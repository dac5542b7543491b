import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          "Shape",
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
      return "%5d of %5d, %5.1f %%".formatted(killed, all, percent());
    }
  }

  public static void main(String... arguments) throws Exception {
    Map<String, Count> counts = new TreeMap<>();
    Map<String, Integer> statuses = new TreeMap<>();
    List<String> survivors = new ArrayList<>();
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of(arguments[0]).toFile());
    var mutations = document.getElementsByTagName("mutation");
    for (int i = 0; i < mutations.getLength(); i++) {
      Element mutation = (Element) mutations.item(i);
      String type = text(mutation, "mutatedClass");
      String status = mutation.getAttribute("status");
      statuses.merge(status.toLowerCase(Locale.ROOT).replace('_', ' '), 1, Integer::sum);
      boolean killed = NOTICED.contains(status);
      count(counts, "the engine", killed);
      count(counts, "package " + type.substring(0, type.lastIndexOf('.')), killed);
      String outer = type.substring(type.lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
      count(counts, "  " + outer, killed);
      if (type.startsWith("gradus.engine." + outer) && DECLARATIONS.contains(outer)) {
        count(counts, "declarations and autograd", killed);
      }
      if (!killed) {
        survivors.add(
            "%s.%s, line %s: %s (%s)"
                .formatted(
                    type.substring("gradus.engine.".length()),
                    text(mutation, "mutatedMethod"),
                    text(mutation, "lineNumber"),
                    text(mutation, "description"),
                    status.toLowerCase(Locale.ROOT).replace('_', ' ')));
      }
    }
    IO.println("Not noticed by any test:");
    survivors.stream().sorted().forEach(survivor -> IO.println("  " + survivor));
    IO.println("Mutants: " + statuses);
    IO.println("Noticed:");
    counts.forEach((what, count) -> IO.println("  %-40s %s".formatted(what, count)));
    boolean enough = enough(counts, "declarations and autograd", 95);
    enough &= enough(counts, "the engine", 85);
    System.exit(enough ? 0 : 1);
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
      IO.println("%s: %s killed, at least %.0f %% must be".formatted(what, count, least));
      return false;
    }
    return true;
  }
}
