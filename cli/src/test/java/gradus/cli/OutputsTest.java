package gradus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void aLinkStaysOne() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      // Windows lets only some people make links.
      return;
    }
    try (Outputs outputs = new Outputs()) {
      outputs.add(link, place -> Files.writeString(place, "new"));
      outputs.commit();
    }
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }
}
