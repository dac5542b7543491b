package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import gradus.testkit.Fixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoriesTest {
  static Stream<Fixture> prompts() {
    return Fixture.read(StoriesTest.class.getResourceAsStream("fixtures/stories.txt")).stream();
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void greedy(Fixture f) {
    Llama llama = Llama2c.load(Path.of("/work/shared/data/stories/stories260K.bin"));
    int[] ids = f.get("ids").toInts();
    int prompt = f.get("prompt").size();
    KeyValueCache cache = llama.cache(1, 512);
    Tensor.noGrad(
        () -> {
          int[] got = Arrays.copyOf(ids, prompt);
          Tensor in = Tensor.fromArray(got, 1, prompt);
          while (got.length < ids.length) {
            int next = (int) llama.next(in, cache).argmax(-1).item();
            got = Arrays.copyOf(got, got.length + 1);
            got[got.length - 1] = next;
            in = Tensor.fromArray(new int[] {next}, 1, 1);
          }
          assertThat(got).isEqualTo(ids);
        });
  }
}
