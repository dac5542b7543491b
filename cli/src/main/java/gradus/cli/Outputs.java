package gradus.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The files that a command writes: all of them whole, or none. Each is written beside its place
/// first, and takes it when the others are there too.
public final class Outputs implements AutoCloseable {
  private final Map<Path, Path> unfinished = new LinkedHashMap<>();
  private final List<Path> made = new ArrayList<>();

  /// Creates an empty set of files.
  public Outputs() {}

  /// Writes a file.
  @FunctionalInterface
  public interface Writer {
    /// Writes the file.
    ///
    /// @param file the place to write to
    /// @throws IOException if that fails
    void write(Path file) throws IOException;
  }

  /// Complains, before any work is done, about a place where no file can be written.
  ///
  /// @param option the option that names it
  /// @param target the place
  /// @throws InputException if no file can be written there
  public static void check(String option, Path target) {
    Path folder = target.toAbsolutePath().getParent();
    String problem = null;
    if (folder == null || Files.isDirectory(target)) {
      problem = "is a folder, not a file";
    } else if (!Files.isDirectory(folder)) {
      problem = "there is no folder " + folder;
    } else if (!Files.isWritable(Files.exists(target) && special(target) ? target : folder)) {
      problem = "permission denied";
    }
    if (problem != null) {
      throw new InputException(String.format(Locale.ROOT, "%s: %s %s", option, target, problem));
    }
  }

  /// Complains, before any work is done, about a folder that can't be made or written to.
  ///
  /// @param option the option that names it
  /// @param folder the folder
  /// @throws InputException if no file can be written there
  public static void checkFolder(String option, Path folder) {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    Path written = Files.exists(folder) ? folder : parent;
    String problem = null;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      problem = "is a file, not a folder";
    } else if (!Files.isDirectory(written)) {
      problem = "there is no folder " + written;
    } else if (!Files.isWritable(written)) {
      problem = "permission denied";
    }
    if (problem != null) {
      throw new InputException(String.format(Locale.ROOT, "%s: %s %s", option, folder, problem));
    }
  }

  /// A terminal or a pipe, which nothing can take the place of.
  private static boolean special(Path target) {
    return Files.exists(target) && !Files.isRegularFile(target);
  }

  /// Makes a folder for files, if there is none; without its files it doesn't stay.
  ///
  /// @param folder the folder
  public void folder(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
        made.add(folder);
      }
    } catch (IOException e) {
      throw InputException.of(folder, e);
    }
  }

  /// Writes a file beside its place.
  ///
  /// @param target its place
  /// @param writer what writes it
  public void add(Path target, Writer writer) {
    try {
      // Through a link to the file that it stands for; a pipe's link stands for no file.
      Path place = Files.isRegularFile(target) ? target.toRealPath() : target.toAbsolutePath();
      Path beside =
          special(target)
              ? Files.createTempDirectory("gradus").resolve("output")
              : place.resolveSibling(
                  String.format(
                      Locale.ROOT,
                      ".%s.%d.part",
                      place.getFileName(),
                      ProcessHandle.current().pid()));
      unfinished.put(place, beside);
      writer.write(beside);
    } catch (IOException e) {
      throw InputException.of(target, e);
    }
  }

  /// Puts all files in their places.
  public void commit() {
    unfinished.forEach(
        (place, beside) -> {
          try {
            move(beside, place);
          } catch (IOException e) {
            throw InputException.of(place, e);
          }
        });
  }

  private static void move(Path beside, Path place) throws IOException {
    if (special(place)) {
      Files.write(place, Files.readAllBytes(beside));
      return;
    }
    try {
      Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Removes what didn't come to its place.
  @Override
  public void close() {
    unfinished.forEach(
        (place, beside) -> {
          try {
            Files.deleteIfExists(beside);
            if (special(place)) {
              Files.deleteIfExists(beside.getParent());
            }
          } catch (IOException e) {
            throw InputException.of(beside, e);
          }
        });
    made.forEach(
        folder -> {
          try {
            Files.deleteIfExists(folder);
          } catch (DirectoryNotEmptyException _) {
            // Its files have come to their places.
          } catch (IOException e) {
            throw InputException.of(folder, e);
          }
        });
  }
}
