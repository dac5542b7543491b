package gradus.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.bench.FurtherCommand;
import gradus.bench.Progress;
import gradus.cli.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SparkCommandTest {
  @TempDir private Path folder;

  private record Outcome(int status, String out, String err) {}

  private static Outcome run(String... args) {
    List<FurtherCommand> found =
        ServiceLoader.load(FurtherCommand.class).stream().map(Provider::get).toList();
    assertThat(found).hasSize(1);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Program.run(
            (terminal, messages) ->
                new CommandLine(found.getFirst().create(new Progress(messages, terminal))),
            false,
            new PrintWriter(out),
            new PrintWriter(err),
            args);
    return new Outcome(status, out.toString(), err.toString());
  }

  @Test
  void helpTeaches() {
    Outcome outcome = run("--help");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("Example", "gradus bench spark", "Takes ", "--json");
  }

  @Test
  void aFolderWithoutPicturesIsRefusedBeforeAnythingIsMeasured() {
    Outcome outcome = run("--data", folder.toString());
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith(
            "gradus: --data " + folder + ": there is no train-images-idx3-ubyte[.gz] in it");
    assertThat(outcome.err().lines().filter(line -> !line.startsWith("Try "))).hasSize(1);
  }
}
