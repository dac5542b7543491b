package gradus.text.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MobyDickTest {
  @Test
  void theTextIsWhole() {
    String text = MobyDick.read();
    assertThat(text)
        .startsWith("CHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago—never mind how long")
        .endsWith("rolled on as it rolled five thousand years ago.\n")
        .doesNotContain("\r", "\uFFFD");
    assertThat(text.codePoints().distinct().count()).isEqualTo(83);
    assertThat(text.length()).isEqualTo(1_190_317);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(1_204_997);
  }
}
