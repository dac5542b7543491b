package gradus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Results are the same to the last bit however many threads there are, and whether loops run in
/// lanes or, before they are warm, in plain Java; all but matrix products also however wide vectors
/// are.
@Execution(ExecutionMode.CONCURRENT) // It waits for other processes.
class SameBitsTest {
  /// A JVM that computes what there is to compare, beside this one.
  private record Run(List<String> command, Process process) {
    static Run of(String... options) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp"));
      command.add("target/test-classes" + File.pathSeparator + "target/classes");
      command.addAll(List.of(options));
      command.add(Bits.class.getName());
      return new Run(
          command,
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    String bits() throws IOException, InterruptedException {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s", command).isZero();
      return out;
    }
  }

  @Test
  void whateverTheThreadsAndTheVectors() throws Exception {
    Run alone = Run.of("-Dgradus.threads=1", "-Dgradus.simd.warmup=2000000000");
    Run lanes = Run.of("-Dgradus.threads=3", "-Dgradus.simd.warmup=0");
    String plain = alone.bits();
    assertThat(plain.lines()).hasSizeGreaterThan(20);
    assertThat(lanes.bits()).isEqualTo(plain);
    for (String asked : System.getProperty("gradus.tests.widths", "128,256").split(",")) {
      int width = Integer.parseInt(asked);
      if (width >= VectorShape.preferredShape().vectorBitSize()) {
        // The machine's own was compared above, and wider ones it has no instructions for.
        continue;
      }
      String bits = "-Dgradus.simd.bits=" + width;
      Run narrowAlone = Run.of("-Dgradus.threads=1", "-Dgradus.simd.warmup=2000000000", bits);
      Run narrowLanes = Run.of("-Dgradus.threads=2", "-Dgradus.simd.warmup=0", bits);
      String narrow = narrowAlone.bits();
      assertThat(narrowLanes.bits()).isEqualTo(narrow);
      assertThat(withoutProducts(narrow)).isEqualTo(withoutProducts(plain));
    }
  }

  private static List<String> withoutProducts(String bits) {
    return bits.lines().filter(line -> !line.startsWith(Bits.PRODUCT)).toList();
  }
}
