package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchProductTest {
  private static final MatmulShape SHAPE = MatmulShape.parse("5x7x3");
  private static Optional<String> found;

  @TempDir private Path folder;

  @BeforeAll
  static void look() {
    found = Python.withTorch();
  }

  /// Answers what it is told to, whatever it is asked.
  private Optional<String> python(String first, String then) throws IOException {
    Path script = folder.resolve("python");
    Files.writeString(
        script,
        String.format(
            Locale.ROOT,
            "#!/bin/sh\necho '%s'\nwhile read -r line; do echo '%s'; done\n",
            first,
            then));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return Optional.of(script.toString());
  }

  @Test
  void withoutPythonThereIsNothingToAsk() {
    TorchProduct torch = TorchProduct.open(Optional.empty(), "cuda");
    assertThat(torch.about()).isEqualTo("not available: no python3 can import torch");
    assertThat(torch.products()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void withoutTheDeviceThereIsNothingToAsk() throws IOException {
    TorchProduct torch = TorchProduct.open(python("no PyTorch 2.7 has no CUDA here", ""), "cuda");
    assertThat(torch.about()).isEqualTo("not available: PyTorch 2.7 has no CUDA here");
    assertThat(torch.products()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theTimeIsWhatItSays() throws IOException {
    TorchProduct torch = TorchProduct.open(python("yes PyTorch 2.7 on X", "0.5 1e-7"), "cuda");
    assertThat(torch.about()).isEqualTo("PyTorch 2.7 on X");
    assertThat(torch.products().orElseThrow().apply(SHAPE).seconds(3)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-3", "NaN"})
  @DisabledOnOs(OS.WINDOWS)
  void wrongNumbersAreNotMeasured(String error) throws IOException {
    TorchProduct torch = TorchProduct.open(python("yes X", "0.5 " + error), "cuda");
    Timed timed = torch.products().orElseThrow().apply(SHAPE);
    assertThatIllegalStateException()
        .isThrownBy(() -> timed.seconds(1))
        .withMessageStartingWith("torch, 5x7x3: an element is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5x700x3", "TN 5x7x3", "NT 5x7x3"})
  void theScriptMultiplies(String label) {
    assumeTrue(found.isPresent(), "no python3 has PyTorch");
    TorchProduct torch = TorchProduct.open(found, "cpu");
    assertThat(torch.about()).matches("PyTorch .* on cpu");
    Timed timed = torch.products().orElseThrow().apply(MatmulShape.parse(label));
    assertThat(timed.seconds(1)).isBetween(0.0, 60.0);
    assertThat(timed.seconds(10)).isBetween(0.0, 60.0);
  }
}
