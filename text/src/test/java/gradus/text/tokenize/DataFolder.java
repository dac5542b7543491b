package gradus.text.tokenize;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// Folders of data that are not part of this project: `NAME` in the folder of the system property
/// `data`, or else `data/NAME` in a folder next to one that the working directory is in.
final class DataFolder {
  private DataFolder() {}

  /// Returns a folder, or skips the test and says why.
  static Path find(String name) {
    String property = System.getProperty("data");
    Stream<Path> candidates =
        property != null
            ? Stream.of(Path.of(property, name))
            : Stream.iterate(
                    Path.of("").toAbsolutePath().getParent(), path -> path != null, Path::getParent)
                .flatMap(DataFolder::folders)
                .map(folder -> folder.resolve("data").resolve(name));
    return candidates
        .filter(Files::isDirectory)
        .findFirst()
        .orElseGet(
            () ->
                abort(
                    "skipped: there is no folder "
                        + name
                        + "; give the folder that it is in by -Ddata=…"));
  }

  private static Stream<Path> folders(Path parent) {
    File[] all = parent.toFile().listFiles();
    return all == null ? Stream.of() : Arrays.stream(all).map(File::toPath);
  }
}
