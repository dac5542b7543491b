package gradus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Results are the same to the last bit however many threads there are, and whether loops run in
/// lanes or, before they are warm, in plain Java; all but matrix products also however wide vectors
/// are.
class SameBitsTest {
  private static String bits(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp"));
    command.add("target/test-classes" + File.pathSeparator + "target/classes");
    command.addAll(List.of(options));
    command.add(Bits.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", command).isZero();
    return out;
  }

  @Test
  void whateverTheThreadsAndTheVectors() throws Exception {
    String plain = bits("-Dgradus.threads=1", "-Dgradus.simd.warmup=2000000000");
    assertThat(plain.lines()).hasSizeGreaterThan(20);
    assertThat(bits("-Dgradus.threads=3", "-Dgradus.simd.warmup=0")).isEqualTo(plain);
    for (int width : new int[] {128, 256}) {
      String bits = "-Dgradus.simd.bits=" + width;
      String alone = bits("-Dgradus.threads=1", "-Dgradus.simd.warmup=2000000000", bits);
      assertThat(bits("-Dgradus.threads=2", "-Dgradus.simd.warmup=0", bits)).isEqualTo(alone);
      assertThat(withoutProducts(alone)).isEqualTo(withoutProducts(plain));
    }
  }

  private static List<String> withoutProducts(String bits) {
    return bits.lines().filter(line -> !line.startsWith(Bits.PRODUCT)).toList();
  }
}
