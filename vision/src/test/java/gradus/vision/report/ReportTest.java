package gradus.vision.report;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.cli.Outputs;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.vision.data.Digits;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import gradus.vision.train.Epoch;
import gradus.vision.train.Predictions;
import gradus.vision.train.Run;
import gradus.vision.train.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
  @TempDir private Path folder;

  private Document report(Arch arch, PictureSet set) throws IOException {
    Input input = Input.of(arch, set);
    Network network =
        new Network(
            arch, set.classes(), input, arch.create(new Generator(1), input, set.classes().size()));
    Settings settings = new Settings(arch, 2, 64, OptionalDouble.of(0.01), true, true, 42);
    Run run =
        new Run(
            settings,
            network,
            0.01,
            List.of(new Epoch(2, 1.5, 0.5, 1), new Epoch(1, 1.2, 0.75, 1)),
            Predictions.of(network, set.heldOut().orElseThrow()));
    try (Outputs outputs = new Outputs()) {
      new Report(run, set, "gradus vision train <b>").add(outputs, folder.resolve("report"));
      outputs.commit();
    }
    return Jsoup.parse(
        Files.readString(folder.resolve("report/report.html"), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(names = {"MLP", "LENET", "RESNET8"})
  void hasItsParts(Arch arch) throws IOException {
    PictureSet set = Digits.read().split(42);
    Document page = report(arch, set);
    assertThat(Report.NAMES)
        .allSatisfy(name -> assertThat(folder.resolve("report").resolve(name)).isNotEmptyFile());
    assertThat(page.select("#confusion tbody tr")).hasSize(10);
    // All pictures held out are counted.
    int counted =
        page.select("#confusion td").eachText().stream()
            .filter(text -> text.matches("\\d+"))
            .mapToInt(Integer::parseInt)
            .sum();
    assertThat(counted).isEqualTo(359);
    assertThat(page.select("#mistakes figure")).hasSize(24);
    assertThat(page.select("#mistakes figcaption").first().text())
        .matches("\\d, taken for \\d \\(\\d+\\.\\d\\s%\\)");
    assertThat(page.select("img"))
        .allSatisfy(
            image -> {
              assertThat(image.attr("src")).startsWith("data:image/png;base64,");
              assertThat(image.attr("alt")).isNotBlank();
            });
    assertThat(page.select("#first img")).hasSize(2);
    assertThat(page.select("#curves table tr")).hasSize(6);
    // What comes from the command line is text.
    assertThat(page.select("#run").text()).contains("gradus vision train <b>");
    assertThat(page.select("#run b")).isEmpty();
  }

  @Test
  void manyClassesHaveAListOfConfusions() throws IOException {
    PictureSet digits = Digits.read().split(42);
    List<String> classes = new ArrayList<>();
    IntStream.range(0, 30).mapToObj(i -> "class <" + i + ">").forEach(classes::add);
    PictureSet set =
        new PictureSet("x", classes, 1, 8, 8, digits.training(), digits.heldOut(), List.of());
    Document page = report(Arch.MLP, set);
    assertThat(page.select("#confusion thead th").eachText())
        .containsExactly("Class", "Taken for", "Pictures");
    assertThat(page.select("#confusion tbody tr").first().text()).startsWith("class <");
  }

  @Test
  void theFirstLayerOfAConvolution() {
    Input input = Input.usual(3, 12, 12);
    Network network =
        new Network(
            Arch.LENET, List.of("a", "b"), input, Arch.LENET.create(new Generator(1), input, 2));
    FirstLayer first = FirstLayer.of(network, Tensor.ones(1, 3, 12, 12));
    assertThat(first.filters().tiles()).hasSize(6);
    assertThat(first.filters().tiles().getFirst().shape().dims()).containsExactly(3, 5, 5);
    // Before the pooling.
    assertThat(first.activations().tiles().getFirst().shape().dims()).containsExactly(1, 12, 12);
  }
}
