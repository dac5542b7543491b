package gradus.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import gradus.cli.Program;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The command, in processes of its own, since a JVM has one Spark context; beside other tests,
/// which wait much.
@Execution(ExecutionMode.CONCURRENT)
class MainTest {
  @TempDir Path folder;

  private record Ended(int status, String out, String err) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + new File("jvm.options").getAbsolutePath());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.language=fa", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int status = builder.start().waitFor();
    return new Ended(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void trainsAndWritesTheFigures() throws Exception {
    Ended ended = run("--master", "local[2]", "--epochs", "2", "--json", "fig ures.json");
    assertThat(ended.status()).as(ended.err()).isEqualTo(Program.OK);
    assertThat(ended.out())
        .contains("epoch  2: training loss 0.", "worker 1, ", "titanic: ", "digits: ")
        .contains("after 2 epochs with 2 workers");
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("fig ures.json"))).getAsJsonObject();
    assertThat(json.get("workers").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonArray("runs")).hasSize(2);
    JsonObject digits = json.getAsJsonArray("runs").get(1).getAsJsonObject();
    assertThat(digits.get("name").getAsString()).isEqualTo("digits");
    assertThat(digits.getAsJsonArray("losses")).hasSize(2);
    assertThat(digits.get("accuracy").getAsDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void aWrongMasterGetsOneLine() throws Exception {
    Ended ended = run("--master", "nonsense");
    assertThat(ended.status()).isEqualTo(Program.MISTAKE);
    assertThat(ended.err().lines().filter(line -> !line.startsWith("WARNING: Using incubator")))
        .containsExactly("gradus: --master nonsense: Could not parse Master URL: 'nonsense'");
  }
}
