package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import gradus.cli.Program;
import gradus.cli.StandardOutput;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
  @TempDir private Path folder;

  private record Outcome(int status, String out, String err) {}

  private static Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Program.run(Main::command, false, new PrintWriter(out), new PrintWriter(err), args);
    return new Outcome(status, out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo | there is no command \"foo\"; expected one of matmul, conv, text, elementwise, step,"
            + " cold, start, device",
        "matmul --threads 0 | --threads must be from 1 to",
        "matmul --threads 100000 | --threads must be from 1 to",
        "step --threads two | Invalid value for option '--threads'",
        "matmul --shapes 3x | --shapes: \"3x\" is not a shape",
        "matmul --dtype f16 | --dtype must be f32 or f64, got f16",
        "elementwise --dtype F64 | --dtype must be f32 or f64, got F64",
        "conv --layers 3x | --layers: \"3x\" is not a layer",
        "conv --group some | --group must be layers, nets or all, got some",
        "text --group some | --group must be training, generation, prompt, overhead or all, got",
        "conv --batches 1,0 | --batches must be from 1 to 1024, got 0",
        "conv --batches many | Invalid value for option '--batches'",
        "matmul --jvms 0 | --jvms must be from 1 to 100, got 0",
        "matmul --jvms 2 --peers | leave out --peers",
        "matmul --chart picture.gif | must end with .png",
        "matmul --json | Missing required parameter for option '--json'",
        "elementwise --markdown no/such/folder/x.md | there is no folder",
        "step --beside -1 | --beside must be from 0 to 64, got -1",
        "step --beside 65 --jvms 2 | --beside must be from 0 to 64, got 65",
        "cold --beside 65 | --beside must be from 0 to 64, got 65",
        "cold --threads 0 | --threads must be from 1 to",
        "cold --steps 99 | --steps must be from 100 to 1000000, got 99",
        "cold --steps many | Invalid value for option '--steps'",
        "cold --chart picture.gif | must end with .png",
        "start --threads 1 | Unknown option",
        "start | start: only works through the launcher",
        "device --shapes 3x | --shapes: \"3x\" is not a shape",
        "device | device: backend tornado can't be used: TornadoVM isn't there; install its SDK"
      })
  void whatIsWrongIsSaidInALineBeforeAnythingIsMeasured(String line, String message) {
    Outcome outcome = run(line.split(" "));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("gradus: ").contains(message);
    assertThat(outcome.err().lines().filter(l -> !l.startsWith("Try "))).hasSize(1);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aFolderIsNoFile() {
    Outcome outcome = run("matmul", "--json", folder.toString());
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualToIgnoringNewLines(
            String.format(Locale.ROOT, "gradus: --json %s: is a folder, not a file", folder));
  }

  @ParameterizedTest
  @CsvSource({"json, markdown", "json, chart", "markdown, chart"})
  @DisabledOnOs(OS.WINDOWS)
  void twoOutputsThatAreTheSameFile(String first, String second) throws IOException {
    Path file = folder.resolve("x.png");
    Path link = Files.createSymbolicLink(folder.resolve("y.png"), file);
    Outcome outcome = run("matmul", "--" + first, file.toString(), "--" + second, link.toString());
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualToIgnoringNewLines(
            String.format(
                Locale.ROOT, "gradus: --%s and --%s are the same file, %s", first, second, link));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"matmul", "conv", "text", "elementwise", "step", "cold", "start", "device"})
  void helpTeaches(String group) {
    Outcome outcome = run(group, "--help");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("Example", "gradus bench " + group, "Takes ", "--json");
  }

  @Test
  void withoutAGroupItSaysWhichThereAre() {
    Outcome outcome = run();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("matmul", "conv", "text", "elementwise", "step", "cold", "start", "device");
  }

  @Test
  void tablesAndFilesComeFromOneRun() throws IOException {
    Path json = folder.resolve("m.json");
    Path markdown = folder.resolve("m.md");
    Outcome outcome =
        run(
            "matmul",
            "--quick",
            "--shapes",
            "6x5x4",
            "--json",
            json.toString(),
            "--markdown",
            markdown.toString());
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("GFLOP/s", "1 thread", "6x5x4", "geometric mean");
    assertThat(outcome.err()).contains("[1/1] 6x5x4");
    JsonObject written = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(MatmulGroup.speeds(written)).containsOnlyKeys("6x5x4");
    assertThat(Files.readString(markdown)).contains("| 6x5x4 |");
  }

  /// What was measured isn't lost with the output.
  @Test
  void filesAreWrittenEvenIfOutputCannotBe() {
    Path json = folder.resolve("m.json");
    String[] measured = {"matmul", "--quick", "--shapes", "6x5x4", "--json", json.toString()};
    for (String[] args : new String[][] {{"--help"}, {"matmul", "--help"}, measured}) {
      StringWriter err = new StringWriter();
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("No space left on device");
            }
          };
      StandardOutput out = new StandardOutput(full, StandardCharsets.UTF_8);
      assertThat(Program.run(Main::command, false, out, new PrintWriter(err), args)).isEqualTo(1);
      assertThat(err.toString())
          .contains("gradus: standard output can't be written: No space left on device");
    }
    assertThat(json).content().contains("6x5x4");
  }

  @Test
  void freshJvmsDoTheSame() throws IOException {
    Path json = folder.resolve("m.json");
    Outcome outcome =
        run("matmul", "--quick", "--shapes", "6x5x4", "--jvms", "2", "--json", json.toString());
    assertThat(outcome.err()).contains("[2/2] fresh JVM");
    assertThat(outcome.status()).isZero();
    JsonObject written = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(written.get("worst").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(written.getAsJsonArray("rows").get(0).getAsJsonObject().getAsJsonArray("speeds"))
        .hasSize(2);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void startRunsTheScript() throws IOException {
    Path calls = folder.resolve("calls");
    Path launcher = folder.resolve("gradus");
    Files.writeString(
        launcher, String.format(Locale.ROOT, "#!/bin/sh\necho \"$*\" >> '%s'\n", calls));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    StartGroup group = new StartGroup(new Rounds(2, 0, 0, 1), launcher, java.util.Optional.empty());
    Report report = group.report(Machine.here(), group.measure());
    assertThat(report.text())
        .contains("gradus titanic", "java -version", "import torch: not available");
    assertThat(report.json().getAsJsonObject("ms").get("gradus titanic").getAsDouble())
        .isPositive();
    // Once for the disk's cache, once a round.
    assertThat(Files.readAllLines(calls)).containsExactly("titanic", "titanic", "titanic");
  }

  @Test
  void chartsAreSmallPictures() throws IOException {
    assumeTrue(hasFonts(), "no font to write with");
    Path chart = folder.resolve("c.png");
    Outcome outcome = run("matmul", "--quick", "--shapes", "6x5x4", "--chart", chart.toString());
    assertThat(outcome.status()).isZero();
    byte[] bytes = Files.readAllBytes(chart);
    assertThat(new String(bytes, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
    assertThat(bytes).hasSizeLessThan(100_000);
  }

  private static boolean hasFonts() {
    try {
      System.setProperty("java.awt.headless", "true");
      GraphicsEnvironment graphics = GraphicsEnvironment.getLocalGraphicsEnvironment();
      return graphics.getAvailableFontFamilyNames().length > 0;
    } catch (RuntimeException | LinkageError | InternalError _) {
      return false;
    }
  }
}
