package gradus.titanic.command;

import static gradus.titanic.command.Result.gradus;
import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In locales that write numbers with other digits, or other letters in another case, the program
/// prints and writes the same bytes.
class LocaleTest {
  /// The outputs in the root locale, once there are some.
  private static Map<String, String> expected;

  /// The same for all: outputs name it.
  @TempDir private static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "bn-BD", "ne-NP", "my-MM", "tr-TR", "de-DE"})
  void everythingIsTheSame(String tag) throws IOException {
    Locale before = Locale.getDefault();
    Map<String, String> actual;
    try {
      if (expected == null) {
        Locale.setDefault(Locale.ROOT);
        expected = outputs();
      }
      Locale.setDefault(Locale.forLanguageTag(tag));
      // The locale does format differently, or there would be nothing to see.
      assertThat(
              String.format(Locale.getDefault(), "%d %.1f", 12, 0.5)
                  + "I".toLowerCase(Locale.getDefault()))
          .isNotEqualTo("12 0.5i");
      actual = outputs();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(expected).hasSizeGreaterThan(15);
  }

  /// What a run prints and the files that it writes, by name; bytes as Latin-1.
  private Map<String, String> outputs() throws IOException {
    Map<String, String> outputs = new TreeMap<>();
    Path files = Files.createDirectory(folder.resolve("run"));
    String model = files.resolve("model.safetensors").toString();
    add(
        outputs,
        gradus(
            "titanic",
            "--epochs",
            "3",
            "--save",
            model,
            "--json",
            files.resolve("losses.json").toString(),
            "--report",
            files.resolve("report").toString()));
    Path list = files.resolve("list.csv");
    try (var stream = gradus.titanic.data.Passengers.class.getResourceAsStream("passengers.csv")) {
      Files.write(list, stream.readAllBytes());
    }
    add(outputs, gradus("titanic", "predict", "--model", model, "--data", list.toString()));
    add(outputs, gradus("fit", "--steps", "2"));
    add(outputs, gradus("titanic", "--help"));
    add(outputs, gradus("titanic", "--epochs", "0"));
    Tensor tensor = Tensor.randn(new Generator(1), 3, 1200).mul(1e6).requiresGrad(true);
    outputs.put("tensor", tensor.toString());
    outputs.put("graph", tensor.mul(2.5).sum().graph() + tensor.sum(1).graph().toDot());
    try (Stream<Path> all = Files.walk(files)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        // The page says when it was written.
        outputs.put(
            files.relativize(file).toString(), text.replaceAll("\\d\\d:\\d\\d:\\d\\d [+-]", "+"));
      }
    }
    try (Stream<Path> all = Files.walk(files).sorted(java.util.Comparator.reverseOrder())) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    return outputs;
  }

  private static void add(Map<String, String> outputs, Result result) {
    outputs.put(
        "command " + outputs.size(), result.status() + "\n" + result.out() + "\n" + result.err());
  }
}
