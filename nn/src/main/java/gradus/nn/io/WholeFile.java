package gradus.nn.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/// A file that is written whole or not at all: first to a temporary file in the same folder, which
/// then replaces the file.
///
/// ```java
/// try (WholeFile whole = WholeFile.replacing(file)) {
///   Files.writeString(whole.temporary(), text);
///   whole.commit();
/// }
/// ```
///
/// - At any time there is either the old file or the new one, complete.
/// - If the path is a symbolic link, the link stays and the file that it leads to is replaced, or
///   created.
/// - The new file keeps the permissions of the old one and, where that is allowed, its owner and
///   group. Without an old one it has the permissions that the process gives to new files.
/// - The temporary name is short, so that the file's own may be as long as the file system allows.
public final class WholeFile implements AutoCloseable {
  /// The number of symbolic links that Linux follows.
  private static final int MAX_LINKS = 40;

  private final Path place;
  private final Path temporary;
  private final PosixFileAttributes replaced;

  private WholeFile(Path place, Path temporary, PosixFileAttributes replaced) {
    this.place = place;
    this.temporary = temporary;
    this.replaced = replaced;
  }

  /// Creates the temporary file.
  ///
  /// @param file the file to write or to replace
  /// @return a file to write to, then to commit
  /// @throws IOException if the folder does not exist or is not writable, links form a cycle, or
  ///   there is something other than a regular, writable file, such as a device
  public static WholeFile replacing(Path file) throws IOException {
    Path place = target(file);
    if (Files.exists(place) && !Files.isRegularFile(place)) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    if (Files.exists(place) && !Files.isWritable(place)) {
      throw new AccessDeniedException(file.toString(), null, "the file is read-only");
    }
    PosixFileAttributeView view = Files.getFileAttributeView(place, PosixFileAttributeView.class);
    PosixFileAttributes replaced =
        view == null || Files.notExists(place) ? null : view.readAttributes();
    Path temporary =
        place.resolveSibling(
            ".gradus-" + Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36) + ".part");
    // A private file's content is private from the start.
    Files.createFile(
        temporary,
        replaced == null
            ? new FileAttribute<?>[0]
            : new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(replaced.permissions())
            });
    return new WholeFile(place, temporary, replaced);
  }

  /// {@return the path that symbolic links lead to from a path: a file, which may not exist}
  ///
  /// @param file the path
  /// @throws IOException if links form a cycle or can't be read
  public static Path target(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  /// {@return the temporary file, empty at first}
  public Path temporary() {
    return temporary;
  }

  /// Replaces the file by the temporary one.
  ///
  /// @throws IOException if that fails; an old file is then unchanged
  public void commit() throws IOException {
    if (replaced != null) {
      keepAttributes();
    }
    try {
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void keepAttributes() throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    try {
      view.setGroup(replaced.group());
      view.setOwner(replaced.owner());
    } catch (FileSystemException _) {
      // Only root may give files away, and only members of a group may give files to it.
    }
    view.setPermissions(replaced.permissions());
  }

  /// Deletes the temporary file unless it was committed.
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
