package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The testkit as a module: a user's module, `src/test/consumer`, is compiled against it and run in
/// a separate JVM.
@Execution(ExecutionMode.CONCURRENT) // It waits for other processes.
class ModulePathTest {
  private static final Path CONSUMER = Path.of("src", "test", "consumer");

  /// What the tests here have on their class path, but for the tests themselves.
  private static final String MODULES =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .filter(entry -> !Path.of(entry).endsWith("test-classes"))
          .collect(Collectors.joining(File.pathSeparator));

  private static void compile(Path classes) throws IOException {
    Stream<String> options = Stream.of("-d", classes.toString(), "--module-path", MODULES);
    StringWriter complaints = new StringWriter();
    PrintWriter writer = new PrintWriter(complaints);
    try (Stream<Path> files = Files.walk(CONSUMER)) {
      Stream<String> sources = files.map(Path::toString).filter(name -> name.endsWith(".java"));
      String[] arguments = Stream.concat(options, sources).toArray(String[]::new);
      int status = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments);
      assertThat(status).as(complaints.toString()).isZero();
    }
  }

  @Test
  void aModuleOfSomebodyElsesRunsTheContractAndTheCheck(@TempDir Path classes) throws Exception {
    compile(classes);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--module-path",
            MODULES + File.pathSeparator + classes,
            "--module",
            "consumer/consumer.Main");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out).containsPattern("module consumer: [1-9]\\d* succeeded, 0 failed");
  }
}
