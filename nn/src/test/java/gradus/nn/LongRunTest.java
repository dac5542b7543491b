package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Training for long takes no more memory than training for a while: in a JVM of its own, with a
/// heap so small that even a few bytes a step would fill it.
@Execution(ExecutionMode.CONCURRENT) // It waits for other processes.
class LongRunTest {
  @Test
  void aHundredThousandStepsLeaveTheHeapAsAThousandDid() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                // Vector code is generated when it is first needed; otherwise some of it would be
                // on the
                // way, beside.
                "-Dgradus.simd.warmup=0",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                LongRun.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out).contains("after 1000 steps").contains("after 100000 steps");
  }
}
