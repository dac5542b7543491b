package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.Program;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.vision.model.Arch;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The answers of chapter 6 about networks for pictures.
class WeightsChapterTest {
  @TempDir private Path folder;

  private Path resnet() throws IOException {
    Input input = Input.usual(3, 32, 32);
    List<String> classes = List.of("cat", "dog");
    Path file = folder.resolve("resnet.safetensors");
    new Network(Arch.RESNET8, classes, input, Arch.RESNET8.create(new Generator(3), input, 2))
        .save(file);
    return file;
  }

  @Test
  void showsTheFiltersOfTheNetworkForDigits() {
    WeightsChapter.Tensors answer =
        new WeightsChapter(Optional.empty()).weights(Query.of("of=digits"));
    assertThat(answer.tensors().get(answer.shown()).name()).isEqualTo("conv1.weight");
    Picture.Filters filters = answer.picture().filters();
    assertThat(filters.count()).isEqualTo(8);
    assertThat(filters.height()).isEqualTo(3);
    assertThat(filters.channels()).isEqualTo(1);
    assertThat(filters.pixels()).hasSize(72).contains(0, 255);
    assertThat(answer.note()).contains("of 359 digits held out predicted correctly");
  }

  @Test
  void showsTheFiltersOfAGivenResNetInColour() throws IOException {
    Path file = resnet();
    Weights weights = Weights.read(file);
    WeightsChapter chapter = new WeightsChapter(Optional.of(weights));
    assertThat(chapter.given(Query.of("")).name()).isEqualTo("resnet.safetensors");
    WeightsChapter.Tensors answer = chapter.weights(Query.of("of=given"));
    assertThat(answer.tensors().get(answer.shown()).name()).isEqualTo("conv1.weight");
    assertThat(answer.note()).isEqualTo("resnet8 for 2 classes, input 3 x 32 x 32");
    Picture.Filters filters = answer.picture().filters();
    assertThat(filters.count()).isEqualTo(16);
    assertThat(filters.channels()).isEqualTo(3);
    Tensor last = weights.tensors().get("conv1.weight").select(0, 15);
    double least = last.min().item();
    double range = last.max().item() - least;
    assertThat(filters.pixels()[15 * 27 + 4 * 3 + 2])
        .isEqualTo((int) Math.round((last.get(2, 1, 1) - least) / range * 255));
    WeightsChapter.Tensors other = chapter.weights(Query.of("of=given&tensor=linear.weight"));
    assertThat(other.tensors().get(other.shown()).name()).isEqualTo("linear.weight");
  }

  @Test
  void saysHowToGiveAFile() {
    WeightsChapter chapter = new WeightsChapter(Optional.empty());
    assertThat(chapter.given(Query.of("")).name()).isNull();
    assertThatThrownBy(() -> chapter.weights(Query.of("of=given")))
        .isInstanceOf(RequestException.class)
        .hasMessage("no file was given: start the lab by gradus lab --weights FILE");
  }

  @Test
  void aFileThatIsNotWeightsIsALine() throws IOException {
    Path broken = folder.resolve("broken.safetensors");
    Files.write(broken, new byte[] {1, 2, 3});
    for (Path file : List.of(broken, folder.resolve("nowhere"))) {
      StringWriter err = new StringWriter();
      int status =
          Program.run(
              LabCommand::command,
              false,
              new PrintWriter(new StringWriter()),
              new PrintWriter(err),
              "--no-open",
              "--weights",
              file.toString());
      assertThat(status).isEqualTo(2);
      assertThat(err.toString()).startsWith("gradus: " + file).hasLineCount(1);
    }
  }

  @Test
  @Timeout(60)
  void theLabOpensAtTheGivenFile() throws Exception {
    String file = resnet().toString();
    StringWriter out = new StringWriter();
    Thread lab =
        Thread.ofPlatform()
            .start(
                () ->
                    Program.run(
                        LabCommand::command,
                        false,
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter()),
                        "--no-open",
                        "--weights",
                        file));
    while (lab.isAlive() && !out.toString().contains("Press Ctrl-C")) {
      Thread.sleep(20);
    }
    lab.interrupt();
    lab.join();
    assertThat(out.toString())
        .containsPattern("The lab is open at http://localhost:\\d+/#/weights\\?of=given \\(");
  }
}
