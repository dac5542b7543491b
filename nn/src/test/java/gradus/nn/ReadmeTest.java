package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The programs in the documentation do what it says.
@Execution(ExecutionMode.CONCURRENT) // It waits for other processes.
class ReadmeTest {
  private static final Pattern PROGRAM_AND_OUTPUT =
      Pattern.compile("```java\\n(.*?)```\\s*```text\\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @CsvSource({"README.md, Xor.java", "docs/DISTRIBUTED.md, Workers.java"})
  void theProgramPrintsWhatStandsBelowIt(String page, String name, @TempDir Path folder)
      throws IOException, InterruptedException {
    String readme = Files.readString(Path.of("..", page)).replace("\r\n", "\n");
    Matcher matcher = PROGRAM_AND_OUTPUT.matcher(readme);
    assertThat(matcher.find()).isTrue();
    Path program = Files.writeString(folder.resolve(name), matcher.group(1));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                program.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out.replace("\r\n", "\n")).isEqualTo(matcher.group(2));
  }
}
