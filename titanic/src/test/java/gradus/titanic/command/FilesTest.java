package gradus.titanic.command;

import static gradus.titanic.command.Result.gradus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.titanic.data.Passengers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files that the command reads and writes, under several names.
@DisabledOnOs(OS.WINDOWS)
class FilesTest {
  private static final List<String> INPUTS = List.of("--data", "--test");
  private static final List<String> OUTPUTS =
      List.of("--save", "--json", "--submission", "--xlsx", "--report");

  private enum Link {
    SYMBOLIC,
    HARD
  }

  /// Two options that must not have the same file.
  private record Pair(String first, String second, Link link) {}

  @TempDir private Path folder;
  private Path people;
  private byte[] content;

  @BeforeEach
  void createFiles() throws IOException {
    try (var stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      content = stream.readAllBytes();
    }
    people = Files.write(folder.resolve("people.csv"), content);
  }

  static Stream<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Link link : Link.values()) {
      for (String output : OUTPUTS) {
        INPUTS.forEach(input -> pairs.add(new Pair(input, output, link)));
        OUTPUTS
            .subList(0, OUTPUTS.indexOf(output))
            .forEach(other -> pairs.add(new Pair(other, output, link)));
      }
    }
    return pairs.stream();
  }

  /// The file that an option names is a link to the one that another option names.
  @ParameterizedTest
  @MethodSource("pairs")
  void noOutputIsAnotherFile(Pair pair) throws IOException {
    Path reports = Files.createDirectory(folder.resolve("reports"));
    // Of a report, one of its files.
    Path alias = (pair.second.equals("--report") ? reports : folder).resolve("report.html");
    switch (pair.link) {
      case SYMBOLIC -> Files.createSymbolicLink(alias, people);
      case HARD -> Files.createLink(alias, people);
    }
    List<Object> line = new ArrayList<>(List.of("titanic", "-q", "--recipe", "spreadsheet"));
    line.addAll(List.of("--epochs", 2, pair.first, people, pair.second));
    line.add(pair.second.equals("--report") ? reports : alias);
    List<String> two = List.of(pair.first, pair.second);
    if (two.contains("--test") && !two.contains("--submission")) {
      line.addAll(List.of("--submission", folder.resolve("new")));
    } else if (two.contains("--submission") && !two.contains("--test")) {
      line.addAll(List.of("--test", Files.write(folder.resolve("unknown.csv"), content)));
    }
    Result result = gradus(line.toArray());
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("gradus: ")
        .contains(" are the same file, ", pair.first, pair.second)
        .hasLineCount(1);
    assertThat(people).hasBinaryContent(content);
    assertThat(reports).isDirectoryNotContaining(file -> !file.equals(alias));
  }

  @Test
  void aModelIsNoListOfPassengers() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), people);
    Result result = gradus("titanic", "predict", "--model", link, "--data", people);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(link.toString()).hasLineCount(1);
  }

  /// All kinds of output files: links and permissions stay.
  @Test
  void existingFilesAreReplacedAsTheyAre() throws IOException {
    Path reports = Files.createDirectory(folder.resolve("reports"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    List<Object> line =
        new ArrayList<>(List.of("titanic", "-q", "--recipe", "spreadsheet", "--epochs", 2));
    line.addAll(List.of("--test", people, "--report", reports));
    List<Path> links = new ArrayList<>(List.of(reports.resolve("report.html")));
    for (String option : OUTPUTS.subList(0, 4)) {
      links.add(folder.resolve(option.substring(2)));
      line.addAll(List.of(option, links.getLast()));
    }
    for (Path link : links) {
      Path file = Files.writeString(elsewhere.resolve(link.getFileName()), "old");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Files.createSymbolicLink(link, file);
    }
    Result result = gradus(line.toArray());
    assertThat(result.status()).as(result.err()).isZero();
    for (Path link : links) {
      Path file = elsewhere.resolve(link.getFileName());
      assertThat(link).isSymbolicLink();
      assertThat(Files.readAllBytes(file)).as(file.toString()).hasSizeGreaterThan(100);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo("rw-------");
    }
    assertThat(elsewhere).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  /// Without any font that the JDK finds.
  @Test
  void withoutFontsAReportIsOneLine() throws IOException, InterruptedException {
    Path fonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                // Where the JDK remembers fonts.
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "titanic",
                "--report",
                folder.resolve("report").toString())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(err.toFile());
    builder.environment().put("FONTCONFIG_FILE", fonts.toString());
    int status = builder.start().waitFor();
    assumeTrue(status != 0, "this JDK finds fonts without fontconfig");
    assertThat(status).isEqualTo(2);
    assertThat(Files.readAllLines(err))
        .last()
        .asString()
        .startsWith("gradus: --report: no picture can be drawn on this machine");
    assertThat(err).content().doesNotContain("\tat ");
    assertThat(folder.resolve("out")).isEmptyFile();
    assertThat(folder.resolve("report")).doesNotExist();
  }
}
