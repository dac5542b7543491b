package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.CustomFunction;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the page on testing an operation shows is compiled, runs, and says what the page says.
class DocumentationTest {
  private static String read(String... path) throws IOException {
    return Files.readString(Path.of("..", path)).replace("\r\n", "\n");
  }

  private static String block(String language) throws IOException {
    String page = read("docs", "testing-own-operation.md");
    Matcher matcher =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void theExampleIsATestOfThisBuild() throws IOException {
    assertThat(block("java"))
        .isEqualTo(read("testkit", "src", "test", "java", "gradus", "testkit", "EluTest.java"));
  }

  @Test
  void theReportIsThatOfAWrongGradient() throws IOException {
    EluTest.Elu right = new EluTest.Elu();
    CustomFunction wrong =
        new CustomFunction() {
          @Override
          public String name() {
            return right.name();
          }

          @Override
          public Tensor forward(List<Tensor> inputs) {
            return right.forward(inputs);
          }

          @Override
          public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
            return Tensor.where(inputs.getFirst().gt(0), upstream, upstream.mul(output));
          }
        };
    // The last digits are the backend's own.
    String report = shortened(block("text").strip());
    assertThatThrownBy(() -> GradientCheck.of(wrong).at(Tensor.of(-0.5, 2)))
        .isInstanceOf(AssertionError.class)
        .satisfies(e -> assertThat(shortened(e.getMessage())).isEqualTo(report));
  }

  private static String shortened(String text) {
    return text.replaceAll("(\\.\\d{6})\\d+", "$1").replaceAll("[0-9.]+e-", "e-");
  }
}
