package gradus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class ProgramTest {
  private static final String FULL = "No space left on device";

  @TempDir private Path folder;

  /// A command that prints numbered lines.
  @Command(
      name = "lines",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      subcommands = Lines.Fewer.class)
  static final class Lines implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--count")
    private int count;

    @Option(names = "--wrong")
    private boolean wrong;

    @Option(names = "--fault")
    private boolean fault;

    @Option(names = "--error")
    private boolean error;

    @Option(names = "--memory")
    private boolean memory;

    @Command(name = "fewer")
    static final class Fewer implements Runnable {
      @Override
      public void run() {}
    }

    public static void main(String... args) {
      Program.main((_, _) -> new CommandLine(new Lines()), args);
    }

    @Override
    public void run() {
      PrintWriter out = spec.commandLine().getOut();
      for (int line = 0; line < count; line++) {
        out.println(line);
      }
      if (wrong) {
        throw new InputException("--wrong is wrong");
      }
      if (fault) {
        throw new IllegalStateException("broken");
      }
      if (error) {
        throw new AssertionError("broken");
      }
      if (memory) {
        throw new OutOfMemoryError("Java heap space");
      }
    }
  }

  /// A stream that has room for some bytes.
  private static final class Full extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final String message;
    private int room;

    Full(int room, String message) {
      this.room = room;
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      if (room-- <= 0) {
        room = 5; // Later there is room again.
        throw new IOException(message);
      }
      written.write(b);
    }
  }

  private record Outcome(int status, String err) {}

  private static Outcome run(OutputStream out, String... args) {
    StringWriter err = new StringWriter();
    int status =
        Program.run(
            (_, _) -> new CommandLine(new Lines()),
            false,
            new StandardOutput(out, StandardCharsets.UTF_8),
            new PrintWriter(err),
            args);
    return new Outcome(status, err.toString());
  }

  @Test
  void outputIsComplete() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(out, "--count", "10000")).isEqualTo(new Outcome(Program.OK, ""));
    assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(10_000).endsWith("9999\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count 1", "--count 30000", "--help", "--version"})
  void outputThatCannotBeWrittenIsAFault(String line) {
    Outcome outcome = run(new Full(0, FULL), line.split(" "));
    assertThat(outcome.status()).isEqualTo(Program.FAULT);
    assertThat(outcome.err().strip())
        .isEqualTo("gradus: standard output can't be written: " + FULL);
  }

  @Test
  void nothingIsWrittenAfterAFailure() {
    Full out = new Full(10, FULL);
    assertThat(run(out, "--count", "100").status()).isEqualTo(Program.FAULT);
    assertThat(out.written.toString(StandardCharsets.UTF_8)).isEqualTo("0\n1\n2\n3\n4\n");
  }

  @Test
  void aClosedPipeEndsQuietly() {
    assertThat(run(new Full(10, "Broken pipe"), "--count", "100"))
        .isEqualTo(new Outcome(Program.CLOSED_PIPE, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--wrong | gradus: --wrong is wrong",
        "--count x | gradus: Invalid value for option '--count': 'x' is not an int",
        "--nothing | gradus: Unknown option: '--nothing'",
        "more | gradus: there is no command \"more\"; expected one of fewer"
      })
  void aMistakeIsOneLine(String line, String message) {
    for (int room : new int[] {0, 1000}) {
      Outcome outcome = run(new Full(room, FULL), line.split(" "));
      assertThat(outcome.status()).isEqualTo(Program.MISTAKE);
      assertThat(outcome.err().lines().filter(text -> !text.startsWith("Try ")))
          .containsExactly(message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--fault", "--error"})
  void aFaultHasItsStackTrace(String option) {
    Outcome outcome = run(OutputStream.nullOutputStream(), option);
    assertThat(outcome.status()).isEqualTo(Program.FAULT);
    assertThat(outcome.err()).startsWith("gradus: this is a fault").contains("\tat gradus.cli.");
  }

  @Test
  void tooLittleMemoryIsOneLine() {
    Outcome outcome = run(OutputStream.nullOutputStream(), "--memory");
    assertThat(outcome.status()).isEqualTo(Program.FAULT);
    assertThat(outcome.err()).startsWith("gradus: not enough memory: ").hasLineCount(1);
  }

  private ProcessBuilder lines(String... args) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Lines.class.getName());
    builder.command().addAll(List.of(args));
    return builder.redirectError(folder.resolve("err").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count 1", "--help", "--version"})
  void aFullDiskIsOneLine(String line) throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "there is no /dev/full");
    Process process = lines(line.split(" ")).redirectOutput(Redirect.to(full.toFile())).start();
    assertThat(process.waitFor()).isEqualTo(Program.FAULT);
    assertThat(Files.readString(folder.resolve("err")))
        .startsWith("gradus: standard output can't be written: ")
        .hasLineCount(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aReaderThatEndsIsNoComplaint() throws IOException, InterruptedException {
    Process process = lines("--count", "1000000").start();
    try (InputStream out = process.getInputStream()) {
      assertThat(out.read()).isEqualTo('0');
    }
    assertThat(process.waitFor()).isEqualTo(Program.CLOSED_PIPE);
    assertThat(folder.resolve("err")).isEmptyFile();
  }
}
