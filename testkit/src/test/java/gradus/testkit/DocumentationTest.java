package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.CustomFunction;
import gradus.engine.Tensor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `docs/TESTING.md` shows is compiled, runs, and says what the page says.
class DocumentationTest {
  private static String read(String... path) throws IOException {
    return Files.readString(Path.of("..", path)).replace("\r\n", "\n");
  }

  private static String page() throws IOException {
    return read("docs", "TESTING.md");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EluTest", "OwnBackendExampleTest"})
  void theExamplesAreTestsOfThisBuild(String name) throws IOException {
    String file = read("testkit", "src", "test", "java", "gradus", "testkit", name + ".java");
    assertThat(page()).contains("```java\n" + file + "```");
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
    Matcher report = Pattern.compile("```text\\n(.*?)\\s*```", Pattern.DOTALL).matcher(page());
    assertThat(report.find()).isTrue();
    assertThatThrownBy(() -> GradientCheck.of(wrong).at(Tensor.of(-0.5, 2)))
        .isInstanceOf(AssertionError.class)
        .satisfies(
            e -> assertThat(shortened(e.getMessage())).isEqualTo(shortened(report.group(1))));
  }

  /// The second column of the tables of `docs/FUNCTIONS.md` names methods of [Tensor], all of them.
  @Test
  void theTableOfFunctionsNamesAllMethods() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String line : read("docs", "FUNCTIONS.md").split("\n")) {
      if (line.startsWith("| ")) {
        String[] cells = line.split(" \\| ", -1);
        Matcher name = Pattern.compile("`([^`]*)`").matcher(cells[1]);
        while (name.find()) {
          named.add(name.group(1));
        }
      }
    }
    Set<String> methods =
        Stream.of(Tensor.class.getMethods())
            .filter(method -> method.getDeclaringClass() != Object.class)
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    methods.remove("toString");
    assertThat(named).isEqualTo(methods);
  }

  private static String shortened(String text) {
    return text.replaceAll("(\\.\\d{6})\\d+", "$1").replaceAll("[0-9.]+e-", "e-");
  }
}
