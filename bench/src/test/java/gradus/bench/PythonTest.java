package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonTest {
  @Test
  void settingsOfTheEnvironmentDontCount() {
    Map<String, String> two = Python.command(2, "python3").environment();
    assertThat(two)
        .containsEntry("OPENBLAS_NUM_THREADS", "2")
        .containsEntry("OMP_NUM_THREADS", "2")
        .doesNotContainKey("OPENBLAS_L2_SIZE");
    assertThat(two.get("OPENBLAS_CORETYPE")).isEqualTo(Python.bestKernels().orElse(null));
    Map<String, String> own = Python.command(0, "python3").environment();
    assertThat(own).doesNotContainKeys("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS");
  }
}
