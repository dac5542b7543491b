package gradus.titanic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/// Files that are there whole or not at all.
final class WholeFile {
  private WholeFile() {}

  /// Complains before any work is done if a file couldn't be written later.
  static void check(String option, Path file) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new UserException("%s %s: there is no folder %s".formatted(option, file, folder));
      }
      if (Files.isDirectory(file)) {
        throw new UserException("%s %s: is a folder, not a file".formatted(option, file));
      }
      if (!Files.isWritable(folder)) {
        throw new UserException(
            "%s %s: can't write into the folder %s".formatted(option, file, folder));
      }
    }
  }

  /// Writes beside the file's place, then moves it there.
  static void write(Path file, String text) throws IOException {
    Path unfinished =
        file.toAbsolutePath()
            .resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
