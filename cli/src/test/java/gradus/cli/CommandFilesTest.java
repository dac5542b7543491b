package gradus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandFilesTest {
  @TempDir private Path folder;

  /// Another name of a file, which may not exist yet.
  private enum Alias {
    SAME {
      @Override
      Path of(Path file) {
        return file;
      }
    },
    DOTS {
      @Override
      Path of(Path file) throws IOException {
        Path sub = Files.createDirectories(file.resolveSibling("sub"));
        return sub.resolve("..").resolve(".").resolve(file.getFileName());
      }
    },
    RELATIVE {
      @Override
      Path of(Path file) {
        return Path.of("").toAbsolutePath().relativize(file);
      }
    },
    SYMBOLIC_LINK {
      @Override
      Path of(Path file) throws IOException {
        return Files.createSymbolicLink(file.resolveSibling("symbolic"), file.getFileName());
      }
    },
    LINK_TO_THE_LINK {
      @Override
      Path of(Path file) throws IOException {
        Path link = file.resolveSibling("link");
        return Files.createSymbolicLink(link, SYMBOLIC_LINK.of(file));
      }
    },
    LINKED_FOLDER {
      @Override
      Path of(Path file) throws IOException {
        Path link = file.resolveSibling("linked");
        return Files.createSymbolicLink(link, file.getParent()).resolve(file.getFileName());
      }
    },
    LINKED_FOLDER_AND_DOTS {
      @Override
      Path of(Path file) throws IOException {
        Path deep = Files.createDirectories(file.resolveSibling("a").resolve("b"));
        Path link = Files.createSymbolicLink(file.resolveSibling("deep"), deep);
        return link.resolve("..").resolve("..").resolve(file.getFileName());
      }
    },
    HARD_LINK {
      @Override
      Path of(Path file) throws IOException {
        assumeTrue(Files.exists(file), "only files have hard links");
        return Files.createLink(file.resolveSibling("hard"), file);
      }
    };

    abstract Path of(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  @DisabledOnOs(OS.WINDOWS)
  void anInputIsNoOutputUnderAnyName(Alias alias) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "data");
    Path other = alias.of(file);
    refused(new CommandFiles().input("--data", file), "--data", other);
    refused(new CommandFiles().input("--data", other), "--data", file);
    refused(new CommandFiles().output("--save", file), "--save", other);
  }

  @ParameterizedTest
  @EnumSource
  @DisabledOnOs(OS.WINDOWS)
  void twoOutputsThatDoNotExistYetAreDifferent(Alias alias) throws IOException {
    Path file = folder.resolve("new.json");
    Path other = alias.of(file);
    refused(new CommandFiles().output("--save", file), "--save", other);
    refused(new CommandFiles().output("--save", other), "--save", file);
  }

  @ParameterizedTest
  @EnumSource
  @DisabledOnOs(OS.WINDOWS)
  void aFolderOfOutputsIsLookedInto(Alias alias) throws IOException {
    Path page = Files.writeString(folder.resolve("report.html"), "data");
    Path other = alias.of(page);
    CommandFiles files = new CommandFiles().input("--data", other);
    assertThatThrownBy(() -> files.outputs("--report", folder, List.of("report.html")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--data and --report are the same file, " + page);
  }

  private static void refused(CommandFiles files, String option, Path file) {
    assertThatThrownBy(() -> files.output("--json", file))
        .isInstanceOf(InputException.class)
        .hasMessage(option + " and --json are the same file, " + file);
  }

  @Test
  void aFolderIsNoFileOfItsOwn() {
    CommandFiles files = new CommandFiles().output("--json", folder.resolve("x"));
    assertThatThrownBy(() -> files.outputs("--report", folder.resolve("x"), List.of("page")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--json and --report are the same");
  }

  @Test
  void differentFilesAreFine() throws IOException {
    Path data = Files.writeString(folder.resolve("data"), "same text");
    Path copy = Files.writeString(folder.resolve("copy"), "same text");
    new CommandFiles()
        .input("--data", data)
        .input("--test", data)
        .input("--other", null)
        .output("--json", copy)
        .output("--save", folder.resolve("new"))
        .output("--chart", null)
        .outputs("--report", folder.resolve("report"), List.of("page"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void terminalsAndPipesMayBeNamedTwice() {
    Path nothing = Path.of("/dev/null");
    new CommandFiles().input("--data", nothing).output("--json", nothing).output("--save", nothing);
  }

  /// As on macOS and Windows, names that differ in their case only are one name.
  @Test
  void upperAndLowerCase() throws IOException {
    for (Configuration system : List.of(Configuration.osX(), Configuration.windows())) {
      try (FileSystem files = Jimfs.newFileSystem(system)) {
        Path home = Files.createDirectories(files.getPath("Users"));
        refused(
            new CommandFiles().output("--save", home.resolve("new.json")),
            "--save",
            home.resolve("NEW.json"));
        Path data = Files.writeString(home.resolve("data"), "data");
        refused(new CommandFiles().input("--data", data), "--data", home.resolve("Data"));
        refused(new CommandFiles().input("--data", data), "--data", files.getPath("USERS", "data"));
      }
    }
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      Path home = Files.createDirectories(files.getPath("Users"));
      Path data = Files.writeString(home.resolve("data"), "data");
      new CommandFiles()
          .input("--data", data)
          .output("--json", home.resolve("Data"))
          .output("--save", home.resolve("DATA"));
    }
  }

  @Test
  void outputsThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    problem(folder, "is a folder, not a file");
    problem(folder.resolve("no").resolve("x"), "there is no folder " + folder.resolve("no"));
    problem(file.resolve("x"), "");
    problem(folder.resolve("x".repeat(300)), "");
    assertThatThrownBy(() -> new CommandFiles().outputs("--report", file, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("--report " + file + ": is a file, not a folder");
    Path deep = folder.resolve("no").resolve("x");
    assertThatThrownBy(() -> new CommandFiles().outputs("--report", deep, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no folder");
    assertThat(folder).isDirectoryNotContaining(entry -> !entry.equals(file));
  }

  private static void problem(Path file, String reason) {
    assertThatThrownBy(() -> new CommandFiles().output("--json", file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aWriteProtectedFileIsNotReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeTrue(!Files.isWritable(file), "root may write all files");
    problem(file, "permission denied");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anUnwritableFolder() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
    assumeTrue(!Files.isWritable(closed), "root may write all folders");
    problem(closed.resolve("x"), "permission denied");
    assertThatCode(() -> new CommandFiles().outputs("--report", closed, List.of("page")))
        .hasMessageContaining("permission denied");
  }

  /// The first user may write everywhere, as far as permissions say.
  @Test
  @EnabledOnOs(OS.LINUX)
  void foldersThatTakeNoFilesAreNoticedBefore() {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isWritable(proc), "only where permissions don't say it");
    problem(proc.resolve("x"), "no file can be created in /proc");
    assertThatThrownBy(() -> new CommandFiles().outputs("--save", proc.resolve("x"), List.of("y")))
        .isInstanceOf(InputException.class)
        .hasMessage("--save /proc/x: no file can be created in /proc");
  }

  /// What is tried leaves nothing behind.
  @Test
  void checkingCreatesNothing() {
    new CommandFiles()
        .output("--json", folder.resolve("figures.json"))
        .outputs("--save", folder, List.of("model"))
        .outputs("--report", folder.resolve("report"), List.of("page"));
    assertThat(folder).isEmptyDirectory();
  }
}
