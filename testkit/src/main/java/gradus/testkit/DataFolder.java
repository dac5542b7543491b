package gradus.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Folders of data that are too large for a project's repository, such as trained weights: `NAME`
/// in the folder of the system property `data`, or else `data/NAME` in a folder next to one that
/// the working directory is in. A test that needs one is skipped where it is missing.
public final class DataFolder {
  private DataFolder() {}

  /// Returns a folder, or skips the test and says why.
  ///
  /// @param name the name of the folder
  /// @return a folder that is there
  /// @throws org.opentest4j.TestAbortedException if there is none
  public static Path find(String name) {
    String property = System.getProperty("data");
    Optional<Path> found =
        property == null
            ? beside(Path.of("").toAbsolutePath(), Path.of("data", name))
            : Optional.of(Path.of(property, name)).filter(Files::isDirectory);
    if (found.isEmpty()) {
      abort(
          String.format(
              Locale.ROOT,
              "skipped: there is no folder %s; give the folder that it is in by -Ddata=…",
              name));
    }
    return found.orElseThrow();
  }

  private static Optional<Path> beside(Path start, Path wanted) {
    for (Path folder = start.getParent(); folder != null; folder = folder.getParent()) {
      try (Stream<Path> siblings = Files.list(folder)) {
        List<Path> found =
            siblings.map(sibling -> sibling.resolve(wanted)).filter(Files::isDirectory).toList();
        if (!found.isEmpty()) {
          return Optional.of(found.getFirst());
        }
      } catch (IOException _) {
        // A folder that can't be listed has nothing to find.
      }
    }
    return Optional.empty();
  }
}
