package gradus.cli;

import gradus.nn.io.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files that a command writes: all of them whole, or none. Each is written to a temporary file
/// in its folder first, and replaces an existing file when the others are complete, too. A replaced
/// file keeps its permissions; symbolic links stay, and the files that they lead to are replaced.
public final class Outputs implements AutoCloseable {
  private final List<Unfinished> unfinished = new ArrayList<>();
  private final List<Path> made = new ArrayList<>();

  /// A file that isn't in its place yet.
  private sealed interface Unfinished {
    Path target();

    Path temporary();

    void commit() throws IOException;

    void discard() throws IOException;
  }

  /// A file that replaces another one.
  private record Replacing(Path target, WholeFile whole) implements Unfinished {
    @Override
    public Path temporary() {
      return whole.temporary();
    }

    @Override
    public void commit() throws IOException {
      whole.commit();
    }

    @Override
    public void discard() throws IOException {
      whole.close();
    }
  }

  /// A file whose content goes to a terminal, a pipe or the like, which can't be replaced.
  private record Passing(Path target, Path temporary) implements Unfinished {
    @Override
    public void commit() throws IOException {
      Files.write(target, Files.readAllBytes(temporary));
    }

    @Override
    public void discard() throws IOException {
      Files.deleteIfExists(temporary);
    }
  }

  /// Writes a file.
  @FunctionalInterface
  public interface Writer {
    /// Writes the file.
    ///
    /// @param file the place to write to
    /// @throws IOException if that fails
    void write(Path file) throws IOException;
  }

  /// Creates an empty set of files.
  public Outputs() {}

  /// Creates a folder for files, if it doesn't exist; it is removed again if no file is written.
  ///
  /// @param folder the folder
  /// @throws InputException if that fails
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

  /// Writes a file next to its place.
  ///
  /// @param target its place
  /// @param writer writes it
  /// @throws InputException if that fails
  public void add(Path target, Writer writer) {
    try {
      Unfinished file =
          FilePlace.isSpecial(target)
              ? new Passing(target, Files.createTempFile("gradus", ".part"))
              : new Replacing(target, WholeFile.replacing(target));
      unfinished.add(file);
      writer.write(file.temporary());
    } catch (IOException e) {
      throw InputException.of(target, e);
    }
  }

  /// Moves all files to their places.
  ///
  /// @throws InputException if that fails
  public void commit() {
    for (Unfinished file : unfinished) {
      try {
        file.commit();
      } catch (IOException e) {
        throw InputException.of(file.target(), e);
      }
    }
  }

  /// Removes the files that weren't moved to their places.
  ///
  /// @throws InputException if that fails
  @Override
  public void close() {
    for (Unfinished file : unfinished) {
      try {
        file.discard();
      } catch (IOException e) {
        throw InputException.of(file.target(), e);
      }
    }
    for (Path folder : made) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException _) {
        // Its files are in their places.
      } catch (IOException e) {
        throw InputException.of(folder, e);
      }
    }
  }
}
