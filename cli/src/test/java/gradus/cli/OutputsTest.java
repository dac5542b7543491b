package gradus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputsTest {
  @TempDir private Path folder;

  @Test
  void allFilesAppearTogether() throws IOException {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    Files.writeString(b, "old");
    try (Outputs outputs = new Outputs()) {
      outputs.add(a, file -> Files.writeString(file, "new a"));
      outputs.add(b, file -> Files.writeString(file, "new b"));
      assertThat(a).doesNotExist();
      assertThat(b).hasContent("old");
      outputs.commit();
    }
    assertThat(a).hasContent("new a");
    assertThat(b).hasContent("new b");
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void oneThatFailsLeavesAllAsTheyWere() throws IOException {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    Files.writeString(a, "old");
    assertThatThrownBy(
            () -> {
              try (Outputs outputs = new Outputs()) {
                outputs.add(a, file -> Files.writeString(file, "new"));
                outputs.add(
                    b,
                    file -> {
                      Files.writeString(file, "half");
                      throw new IOException("the disk is full");
                    });
                outputs.commit();
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessage(b + ": the disk is full");
    assertThat(a).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(a));
  }

  @Test
  void aFolderStaysWithItsFilesOnly() throws IOException {
    Path made = folder.resolve("made");
    Path old = Files.createDirectory(folder.resolve("old"));
    for (boolean whole : new boolean[] {false, true}) {
      try (Outputs outputs = new Outputs()) {
        outputs.folder(made);
        outputs.folder(old);
        outputs.add(made.resolve("a"), file -> Files.writeString(file, "new"));
        if (whole) {
          outputs.commit();
        }
      }
      assertThat(Files.exists(made)).isEqualTo(whole);
      assertThat(old).isEmptyDirectory();
    }
    assertThat(made.resolve("a")).hasContent("new");
  }

  private static void write(Path target, String text) {
    try (Outputs outputs = new Outputs()) {
      outputs.add(target, file -> Files.writeString(file, text));
      outputs.commit();
    }
  }

  private void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException | UnsupportedOperationException e) {
      // Windows lets only some people make links.
      assumeTrue(false, "no symbolic links here");
    }
  }

  @Test
  void aLinkStaysAndItsFileIsReplaced() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path file = Files.writeString(other.resolve("file"), "old");
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    link(first, Path.of("other", "file"));
    link(second, first);
    for (Path path : List.of(first, second)) {
      write(path, "new " + path.getFileName());
      assertThat(path).isSymbolicLink().hasContent("new " + path.getFileName());
      assertThat(file).isRegularFile().hasSameTextualContentAs(path);
    }
    assertThat(other).isDirectoryNotContaining(entry -> !entry.equals(file));
  }

  @Test
  void aLinkToAFileThatDoesNotExistYetStaysToo() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path linked = folder.resolve("linked");
    link(linked, other);
    Path link = folder.resolve("link");
    // Not to this folder's file: the link to the folder comes first.
    link(link, Path.of("linked", "..", "other", "file"));
    write(link, "new");
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(other.resolve("file")).isRegularFile().hasContent("new");
  }

  @Test
  void linksInACircleAreOneLine() throws IOException {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    link(a, b);
    link(b, a);
    assertThatThrownBy(() -> write(a, "new"))
        .isInstanceOf(InputException.class)
        .hasMessage(a + ": symbolic links lead in a circle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "rwxr-x--x", "r--r--r--"})
  @DisabledOnOs(OS.WINDOWS)
  void aFileKeepsItsPermissions(String permissions) throws IOException {
    Set<PosixFilePermission> expected = PosixFilePermissions.fromString(permissions);
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, expected);
    assumeTrue(Files.isWritable(file), "only root may write such a file");
    try (Outputs outputs = new Outputs()) {
      outputs.add(
          file,
          place -> {
            // Also while it is being written, never more than that.
            assertThat(expected).containsAll(Files.getPosixFilePermissions(place));
            Files.delete(place);
            Files.writeString(place, "new");
          });
      outputs.commit();
    }
    assertThat(file).hasContent("new");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(expected);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNewFileHasTheUsualPermissions() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual"), "new");
    write(folder.resolve("file"), "new");
    assertThat(Files.getPosixFilePermissions(folder.resolve("file")))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileKeepsItsOwner() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      view.setOwner(
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    } catch (IOException e) {
      assumeTrue(false, "only root may give files away");
    }
    write(file, "new");
    assertThat(Files.getOwner(file).getName()).isEqualTo("nobody");
  }

  @ParameterizedTest
  @CsvSource({"a, 255", "a, 1", "ä, 127", "€, 85"})
  void namesMayBeAsLongAsTheFileSystemAllows(String character, int count) throws IOException {
    Path file = folder.resolve(character.repeat(count));
    try {
      Files.delete(Files.writeString(file, "possible"));
    } catch (IOException e) {
      assumeTrue(false, "not possible here");
    }
    for (String text : List.of("first", "second")) {
      write(file, text);
      assertThat(file).hasContent(text);
    }
  }

  @Test
  void whatIsWrittenToIsNotReplaced() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    try {
      assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipes");
    } catch (IOException e) {
      assumeTrue(false, "no mkfifo");
    }
    CompletableFuture<String> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    write(pipe, "new");
    assertThat(reader.join()).isEqualTo("new");
    assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(pipe));
  }
}
