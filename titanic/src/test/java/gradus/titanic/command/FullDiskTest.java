package gradus.titanic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.cli.Program;
import gradus.cli.StandardOutput;
import gradus.titanic.data.Passengers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Standard output that can't be written: no command may end with status 0 then.
class FullDiskTest {
  @TempDir private Path folder;

  @BeforeEach
  void createFiles() throws IOException {
    try (var stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      Files.copy(stream, folder.resolve("people.csv"));
    }
    Path model = folder.resolve("model");
    assertThat(Result.gradus("titanic", "-q", "--model", "linear", "--save", model).status())
        .isZero();
  }

  /// A disk that has room for some bytes.
  private static OutputStream disk(int room) {
    return new OutputStream() {
      private int left = room;

      @Override
      public void write(int b) throws IOException {
        if (left-- == 0) {
          throw new IOException("No space left on device");
        }
      }
    };
  }

  private Result gradus(int room, String line) {
    StringWriter err = new StringWriter();
    String[] args = line.replace("FOLDER", folder.toString()).split(" ");
    int status =
        Program.run(
            Main::command,
            false,
            new StandardOutput(disk(room), StandardCharsets.UTF_8),
            new PrintWriter(err),
            args);
    return new Result(status, "", err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "titanic --help",
        "titanic predict --help",
        "fit --help",
        "fit",
        "titanic --quiet",
        "titanic",
        "titanic --quiet --save FOLDER/other",
        "titanic predict --model FOLDER/model --data FOLDER/people.csv"
      })
  void everyCommandFails(String line) {
    for (int room : new int[] {0, 10}) {
      Result result = gradus(room, line);
      assertThat(result.status()).as(line).isEqualTo(1);
      assertThat(result.err().strip())
          .isEqualTo("gradus: standard output can't be written: No space left on device");
    }
  }

  @Test
  void filesAreWrittenAllTheSame() {
    assertThat(gradus(0, "titanic --epochs 2 --json FOLDER/losses").status()).isEqualTo(1);
    assertThat(folder.resolve("losses")).content().contains("\"losses\"");
  }

  /// The standard output of a process.
  @Test
  void theProgramFails() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "there is no /dev/full");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "fit",
                "--help")
            .redirectOutput(Redirect.to(full.toFile()))
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(err).content().startsWith("gradus: standard output can't").hasLineCount(1);
  }
}
