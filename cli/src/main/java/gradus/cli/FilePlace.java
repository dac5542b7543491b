package gradus.cli;

import gradus.nn.io.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/// The place of a file on a file system, whichever of its names a path is.
final class FilePlace {
  private FilePlace() {}

  /// {@return whether a path leads to a terminal, a pipe or the like, which is written to and can't
  /// be replaced}
  static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /// {@return the path without symbolic links, also of a file that doesn't exist yet}
  ///
  /// @throws IOException if links lead in a circle, or something on the way can't be read
  static Path of(Path file) throws IOException {
    if (isSpecial(file)) {
      return file.toAbsolutePath();
    }
    Path place = WholeFile.target(file);
    Path existing = place;
    while (Files.notExists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing.toRealPath().resolve(existing.relativize(place)).normalize();
  }

  /// {@return whether two paths lead to one file, or would if both were written}
  static boolean same(Path a, Path b) throws IOException {
    Path first = of(a);
    Path second = of(b);
    if (first.equals(second)) {
      return true;
    }
    if (Files.exists(first) && Files.exists(second)) {
      // Hard links, too.
      return Files.isSameFile(first, second);
    }
    return first.toString().equalsIgnoreCase(second.toString()) && ignoresCase(first);
  }

  /// Whether the file system takes names that differ in their case for one name.
  private static boolean ignoresCase(Path place) {
    for (Path path = place; path != null && path.getFileName() != null; path = path.getParent()) {
      String name = path.getFileName().toString();
      String upper = name.toUpperCase(Locale.ROOT);
      String other = name.equals(upper) ? name.toLowerCase(Locale.ROOT) : upper;
      if (!name.equals(other) && Files.exists(path)) {
        try {
          return Files.isSameFile(path, path.resolveSibling(other));
        } catch (IOException _) {
          return false;
        }
      }
    }
    return false;
  }
}
