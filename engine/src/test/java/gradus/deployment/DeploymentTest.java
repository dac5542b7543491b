package gradus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The engine as its users start it: on the class path and on the module path, with the Vector
/// API's module and without.
@Execution(ExecutionMode.CONCURRENT) // It waits for other processes.
class DeploymentTest {
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  private static final Path TESTS = Path.of("target", "test-classes").toAbsolutePath();
  private static final String CLASS_PATH = TESTS + File.pathSeparator + CLASSES;

  private record Result(int status, String out, String err) {
    long count(String text) {
      return err.lines().filter(line -> line.contains(text)).count();
    }
  }

  private static Result java(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add(Program.class.getName());
    Path err = Files.createTempFile("gradus", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      return new Result(status, out.strip(), Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  @Test
  void onAClassPathWithoutTheModuleItWorksAndWarnsOnce() throws Exception {
    Result result = java("-cp", CLASS_PATH);
    assertThat(result.status).isZero();
    assertThat(result.out).isEqualTo("reference 33.0");
    assertThat(result.count("--add-modules jdk.incubator.vector")).isEqualTo(1);
    assertThat(result.err).contains("WARNING");
  }

  @Test
  void onAClassPathWithTheModuleItIsFast() throws Exception {
    Result result = java("--add-modules", "jdk.incubator.vector", "-cp", CLASS_PATH);
    assertThat(result.out).isEqualTo("simd 33.0");
    assertThat(result.count("backend")).isZero();
  }

  @Test
  void onTheModulePathItNeedsNoFlag() throws Exception {
    Result result =
        java(
            "--module-path",
            CLASSES.toString(),
            "--add-modules",
            "gradus.engine",
            "-cp",
            TESTS.toString());
    assertThat(result.out).isEqualTo("simd 33.0");
  }

  @Test
  void aPropertyForcesABackendQuietly() throws Exception {
    Result result = java("-Dgradus.backend=reference", "-cp", CLASS_PATH);
    assertThat(result.out).isEqualTo("reference 33.0");
    assertThat(result.err).isEmpty();
  }

  @Test
  void aBackendThatIsForcedButUnknownOrUnusableIsRefused() throws Exception {
    Result unknown = java("-Dgradus.backend=gpu", "-cp", CLASS_PATH);
    assertThat(unknown.status).isNotZero();
    assertThat(unknown.err)
        .contains("-Dgradus.backend: there is no backend \"gpu\"; there are reference, simd");
    Result unusable = java("-Dgradus.backend=simd", "-cp", CLASS_PATH);
    assertThat(unusable.err)
        .contains("backend simd can't be used: the module jdk.incubator.vector is missing");
  }

  @Test
  void aWrongSettingOfABackendMakesItUnusableAndSaysWhatIsExpected() throws Exception {
    List<List<String>> settings =
        List.of(
            List.of("gradus.threads=x", "a number of threads, at least 1"),
            List.of("gradus.threads=0", "a number of threads, at least 1"),
            List.of("gradus.simd.bits=7", "128, 256 or 512"),
            List.of("gradus.simd.warmup=-1", "a number of elements, at least 0"));
    for (List<String> setting : settings) {
      Result result =
          java(
              "-D" + setting.getFirst(),
              "--add-modules",
              "jdk.incubator.vector",
              "-cp",
              CLASS_PATH);
      assertThat(result.out).isEqualTo("reference 33.0");
      assertThat(result.err)
          .contains(
              String.format(Locale.ROOT, "simd is not used: -D%s: must be %s", setting.toArray()))
          .doesNotContain("\tat ");
    }
  }

  /// Plain Java would be faster.
  @Test
  void aJvmThatDoesNotCompileVectorsGetsNone() throws Exception {
    for (String option : List.of("-Xint", "-XX:TieredStopAtLevel=1")) {
      Result result = java(option, "--add-modules", "jdk.incubator.vector", "-cp", CLASS_PATH);
      assertThat(result.out).isEqualTo("reference 33.0");
      assertThat(result.err)
          .contains("simd is not used: the JVM ", "run java without " + option)
          .doesNotContain("\tat ");
    }
  }
}
