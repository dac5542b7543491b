package gradus.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The files that a command writes: all of them whole, or none. Each is written to a temporary file
/// in its folder first, and replaces an existing file when the others are complete, too. A replaced
/// file keeps its permissions; symbolic links stay, and the files that they lead to are replaced.
public final class Outputs implements AutoCloseable {
  private final List<Unfinished> unfinished = new ArrayList<>();
  private final List<Path> made = new ArrayList<>();

  /// A file that isn't in its place yet.
  ///
  /// @param target the place as the user named it
  /// @param place the same without links
  /// @param special whether the place is written to instead of replaced
  /// @param temporary the file
  /// @param replaced the attributes of the file that it replaces
  private record Unfinished(
      Path target,
      Path place,
      boolean special,
      Path temporary,
      Optional<PosixFileAttributes> replaced) {}

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
      boolean special = FilePlace.isSpecial(target);
      Path place = FilePlace.of(target);
      // A short name: that of the target may be as long as the file system allows.
      String name =
          ".gradus-" + Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36) + ".part";
      Path temporary =
          special ? Files.createTempDirectory("gradus").resolve(name) : place.resolveSibling(name);
      Optional<PosixFileAttributes> replaced = special ? Optional.empty() : attributes(place);
      unfinished.add(new Unfinished(target, place, special, temporary, replaced));
      // The content of a private file is private from the start.
      Files.createFile(
          temporary,
          replaced.map(old -> PosixFilePermissions.asFileAttribute(old.permissions())).stream()
              .toArray(FileAttribute<?>[]::new));
      writer.write(temporary);
    } catch (IOException e) {
      throw InputException.of(target, e);
    }
  }

  private static Optional<PosixFileAttributes> attributes(Path place) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(place, PosixFileAttributeView.class);
    return view == null || Files.notExists(place)
        ? Optional.empty()
        : Optional.of(view.readAttributes());
  }

  /// Moves all files to their places.
  ///
  /// @throws InputException if that fails
  public void commit() {
    for (Unfinished file : unfinished) {
      try {
        if (file.special()) {
          Files.write(file.target(), Files.readAllBytes(file.temporary()));
        } else {
          replace(file);
        }
      } catch (IOException e) {
        throw InputException.of(file.target(), e);
      }
    }
  }

  private static void replace(Unfinished file) throws IOException {
    if (file.replaced().isPresent()) {
      keep(file.replaced().get(), file.temporary());
    }
    try {
      Files.move(file.temporary(), file.place(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(file.temporary(), file.place(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Gives a file the owner, where that is allowed, and the permissions of another one.
  private static void keep(PosixFileAttributes old, Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      view.setGroup(old.group());
      view.setOwner(old.owner());
    } catch (FileSystemException _) {
      // Only root may give files away, and only members of a group may give files to it.
    }
    view.setPermissions(old.permissions());
  }

  /// Removes the files that weren't moved to their places.
  ///
  /// @throws InputException if that fails
  @Override
  public void close() {
    for (Unfinished file : unfinished) {
      try {
        Files.deleteIfExists(file.temporary());
        if (file.special()) {
          Files.deleteIfExists(file.temporary().getParent());
        }
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
