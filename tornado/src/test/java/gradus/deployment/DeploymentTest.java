package gradus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import gradus.engine.Backends;
import gradus.tornado.TornadoProvider;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The module as its users start it: without TornadoVM, on the class path and on the module path,
/// and with it where there is an SDK.
class DeploymentTest {
  private static final String ABSENT =
      "backend tornado can't be used: TornadoVM isn't there; install its SDK and start java with"
          + " @$TORNADOVM_HOME/tornado-argfile -Dtornado.recover.bailout=False";

  private static final String CLASSES = place(TornadoProvider.class);
  private static final String ENGINE = place(Backends.class);
  private static final String TESTS = place(Program.class);

  private record Result(int status, List<String> out, String err) {}

  private static String place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation() + ""))
        .toString();
  }

  private static String path(String... places) {
    return Stream.of(places).collect(Collectors.joining(File.pathSeparator));
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
      return new Result(status, out.strip().lines().toList(), Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  @Test
  void onAClassPathWithoutTornadoVmItLoadsAndSaysWhyItIsNotUsed() throws Exception {
    Result result = java("-cp", path(TESTS, CLASSES, ENGINE), "-Dgradus.backend=reference");
    assertThat(result.err).isEmpty();
    assertThat(result.out).containsExactly("reference 3.0 [reference]", ABSENT);
  }

  @Test
  void onTheModulePathToo() throws Exception {
    Result result =
        java(
            "--module-path",
            path(CLASSES, ENGINE),
            "--add-modules",
            "gradus.tornado",
            "-cp",
            TESTS);
    assertThat(result.err).doesNotContain("tornado").doesNotContain("WARNING: backend");
    assertThat(result.out).containsExactly("simd 3.0 [reference, simd]", ABSENT);
  }

  @Test
  void whoForcesItIsTold() throws Exception {
    Result result = java("-Dgradus.backend=tornado", "-cp", path(TESTS, CLASSES, ENGINE));
    assertThat(result.status).isNotZero();
    assertThat(result.err).contains("-Dgradus.backend: " + ABSENT);
  }

  private static Result withSdk(String... options) throws IOException, InterruptedException {
    String home = System.getenv("TORNADOVM_HOME");
    assumeThat(home).as("TORNADOVM_HOME, where TornadoVM's SDK is").isNotNull();
    List<String> all = new ArrayList<>(List.of("@" + Path.of(home, "tornado-argfile")));
    all.addAll(List.of(options));
    all.addAll(List.of("-cp", path(TESTS, CLASSES, ENGINE)));
    return java(all.toArray(String[]::new));
  }

  @Test
  void withTornadoVmAMistakeIsSaidInASentence() throws Exception {
    String off = "-Dtornado.recover.bailout=False";
    assertThat(withSdk().out.getLast())
        .startsWith("backend tornado can't be used: TornadoVM would run a kernel that it can't")
        .endsWith("start java with " + off);
    for (String wrong : List.of("abc", "0")) {
      assertThat(withSdk(off, "-Dgradus.tornado.memory=" + wrong).out)
          .contains(
              String.format(
                      Locale.ROOT,
                      "backend tornado can't be used: -Dgradus.tornado.memory=%s must be megabytes,"
                          + " from 1",
                      wrong)
                  + " to 8191");
    }
  }
}
