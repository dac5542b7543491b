package gradus.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The files that a command reads and writes, checked before any work is done: outputs can be
/// written, and none of them is the same file as an input or another output, under whichever name.
public final class CommandFiles {
  private record Named(String option, Path file) {}

  private final List<Named> files = new ArrayList<>();

  /// Creates an empty set of files.
  public CommandFiles() {}

  /// Adds a file to read.
  ///
  /// @param option the option that names it
  /// @param file the file, or null if the option wasn't given
  /// @return this
  public CommandFiles input(String option, Path file) {
    if (file != null) {
      files.add(new Named(option, file));
    }
    return this;
  }

  /// Adds a file to write.
  ///
  /// @param option the option that names it
  /// @param file the file, or null if the option wasn't given
  /// @return this
  /// @throws InputException if it can't be written, or is the same as another one
  public CommandFiles output(String option, Path file) {
    if (file == null) {
      return this;
    }
    try {
      checkOutput(option, file);
      for (Named other : files) {
        if (!FilePlace.isSpecial(file) && FilePlace.same(other.file(), file)) {
          throw new InputException(
              String.format(
                  Locale.ROOT, "%s and %s are the same file, %s", other.option(), option, file));
        }
      }
    } catch (IOException e) {
      throw InputException.of(file, e);
    }
    files.add(new Named(option, file));
    return this;
  }

  /// Adds a folder to write files into, which may not exist yet.
  ///
  /// @param option the option that names it
  /// @param folder the folder, or null if the option wasn't given
  /// @param names the names of the files in it
  /// @return this
  /// @throws InputException if they can't be written, or one is the same as another file
  public CommandFiles outputs(String option, Path folder, List<String> names) {
    if (folder == null) {
      return this;
    }
    try {
      checkFolder(option, folder);
      for (Named other : files) {
        if (FilePlace.same(other.file(), folder)) {
          throw new InputException(
              String.format(
                  Locale.ROOT, "%s and %s are the same, %s", other.option(), option, folder));
        }
      }
    } catch (IOException e) {
      throw InputException.of(folder, e);
    }
    if (Files.isDirectory(folder)) {
      names.forEach(name -> output(option, folder.resolve(name)));
    }
    return this;
  }

  /// {@return a path as a shell reads it}
  ///
  /// @param path the path
  public static String quoted(Path path) {
    return quoted(path.toString());
  }

  /// {@return a word as a shell reads it}
  ///
  /// @param word the word
  public static String quoted(String word) {
    return word.matches("[\\w./~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void checkOutput(String option, Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw problem(option, file, "is a folder, not a file");
    }
    // Fails for names that the file system can't have.
    exists(file);
    Path place = FilePlace.of(file);
    Path folder = place.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw problem(option, file, "there is no folder " + folder);
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw problem(option, file, "permission denied");
    }
    if (!FilePlace.isSpecial(file)) {
      checkCreation(option, file, folder);
    }
  }

  /// Creates an empty file in a folder and deletes it: file systems such as `/proc` say only then
  /// that they take none.
  private static void checkCreation(String option, Path file, Path folder) throws IOException {
    if (!Files.isWritable(folder)) {
      throw problem(option, file, "permission denied");
    }
    try {
      Files.delete(Files.createTempFile(folder, ".gradus", null));
    } catch (AccessDeniedException _) {
      throw problem(option, file, "permission denied");
    } catch (NoSuchFileException _) {
      throw problem(option, file, "no file can be created in " + folder);
    }
  }

  private static void checkFolder(String option, Path folder) throws IOException {
    boolean there = exists(folder);
    if (there && !Files.isDirectory(folder)) {
      throw problem(option, folder, "is a file, not a folder");
    }
    Path written = there ? folder : folder.toAbsolutePath().normalize().getParent();
    if (!Files.isDirectory(written)) {
      throw problem(option, folder, "there is no folder " + written);
    }
    checkCreation(option, folder, written);
  }

  private static boolean exists(Path file) throws IOException {
    try {
      Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static InputException problem(String option, Path file, String problem) {
    return new InputException(String.format(Locale.ROOT, "%s %s: %s", option, file, problem));
  }
}
