package gradus.vision.command;

import static gradus.vision.command.Result.vision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.vision.data.Digits;
import gradus.vision.data.Drawn;
import gradus.vision.figures.Tiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is done with a trained network: eval, predict, inspect, compare, diagnose.
class TrainedCommandsTest {
  @TempDir private static Path folder;

  private static Path net;

  @BeforeAll
  static void train() {
    net = folder.resolve("di gits.safetensors");
    vision("train", "--arch", "mlp", "--epochs", 3, "--quiet", "--save", net).succeeded();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void evalHasTheFiguresOfTheTraining() throws IOException {
    Path file = folder.resolve("eval.json");
    Path figures = folder.resolve("train.json");
    vision("train", "--arch", "mlp", "--epochs", 3, "--quiet", "--json", figures).succeeded();
    vision("eval", "--weights", net, "--json", file).succeeded();
    JsonObject json = new Gson().fromJson(text(file), JsonObject.class);
    assertThat(json.keySet()).containsExactly("accuracy", "loss", "images", "seconds");
    assertThat(json.get("images").getAsInt()).isEqualTo(359);
    JsonObject last =
        new Gson()
            .fromJson(text(figures), JsonObject.class)
            .getAsJsonArray("epochs")
            .get(2)
            .getAsJsonObject();
    assertThat(json.get("accuracy").getAsDouble()).isEqualTo(last.get("accuracy").getAsDouble());
    assertThat(json.get("loss").getAsDouble())
        .isCloseTo(last.get("valid_loss").getAsDouble(), within(1e-5));
  }

  @Test
  void evalOfLabelsBeyondTheClasses() throws IOException {
    Drawn.idx(folder.resolve("idx/a-images-idx3"), folder.resolve("idx/a-labels-idx1"), 8, 3, 11);
    vision("eval", "--weights", net, "--data", folder.resolve("idx/a-images-idx3"))
        .refused("pictures of class 11", "10 classes, from 0 to 9");
    vision("eval", "--weights", net, "--arch", "lenet").refused("its network is mlp, not lenet");
    vision("eval").refused("--weights");
  }

  @Test
  void otherSizesAreSaid() throws IOException {
    Path data = Drawn.redAndBlue(folder.resolve("coloured"), 3, 12);
    Result result = vision("eval", "--weights", net, "--data", data).succeeded();
    assertThat(result.err())
        .contains("pictures of 12 x 12 pixels are resized to 8 x 8", "are made grey");
  }

  private static Path digit(int number) throws IOException {
    Tensor digit = Digits.read().training().samples().get(number).x();
    return Files.write(folder.resolve(number + ".png"), new Tiles(List.of(digit), 1, 1).png());
  }

  /// A picture of a digit as a file, with a frame of two white pixels.
  @Test
  void predictSaysProbabilities() throws IOException {
    Tensor digit = Digits.read().training().samples().get(1).x();
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, Math.round(255 * digit.toFloats()[i]));
    }
    Path file = Drawn.write(folder.resolve("one.png"), image);
    Path json = folder.resolve("predict.json");
    String out =
        vision("predict", "--weights", net, "--top", 2, "--json", json, file).succeeded().out();
    assertThat(out).matches("(?s).*one\\.png: 1 \\d+\\.\\d %, \\d \\d+\\.\\d %\\R");
    JsonArray all = new Gson().fromJson(text(json), JsonArray.class);
    JsonObject probabilities = all.get(0).getAsJsonObject().getAsJsonObject("probabilities");
    assertThat(probabilities.keySet()).hasSize(10).startsWith("0", "1");
    assertThat(probabilities.entrySet().stream().mapToDouble(e -> e.getValue().getAsDouble()).sum())
        .isCloseTo(1, within(1e-5));
  }

  @Test
  void predictSkipsWhatItCannotRead() throws IOException {
    Path good = digit(5);
    Path bad = Files.writeString(folder.resolve("bad.png"), "bad");
    Result result = vision("predict", "--weights", net, bad, good).succeeded();
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.err()).contains("1 of 2 files could not be read", "bad.png");
    vision("predict", "--weights", net, "--strict", bad, good).refused("bad.png");
    vision("predict", "--weights", net, bad).refused("bad.png", "not a picture");
    vision("predict", "--weights", net, bad, bad).status();
    assertThat(vision("predict", "--weights", net, bad, bad).status()).isEqualTo(2);
    vision("predict", "--weights", net, "--top", 0, good).refused("--top must be from 1");
    vision("predict", "--weights", bad, good).refused("bad.png");
    vision("predict", "--weights", net).refused("PICTURE");
  }

  @Test
  void inspectShowsTensors() throws IOException {
    String out = vision("inspect", net).succeeded().out();
    assertThat(out)
        .contains(
            "mlp for 10 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
            "input 1 x 8 x 8, less [0.30",
            "6 tensors, 167,178 parameters");
    assertThat(out.lines().filter(line -> line.startsWith("1.weight")).findFirst().orElseThrow())
        .containsPattern("1\\.weight +\\[512, 64] +32768 +-?0\\.\\d{4} +0\\.\\d{4}");
    Path picture = folder.resolve("filters.png");
    vision("inspect", net, "--picture", picture).succeeded();
    BufferedImage image = ImageIO.read(picture.toFile());
    // Eight in a row, each of 8 pixels of 8 by 8, and gaps of 2.
    assertThat(image.getWidth()).isEqualTo(8 * (8 * 8 + 2) + 2);
    assertThat(vision("inspect", net, "--tensor", "5.bias").succeeded().out()).contains("tensor([");
    vision("inspect", net, "--tensor", "6.bias").refused("there is no tensor 6.bias");
    vision("inspect", net, "--tensor", "5.bias", "--picture", folder.resolve("no.png"))
        .refused("--picture: only the weights");
    vision("inspect", folder).refused(folder.toString());
  }

  @Test
  void statisticsByHand() throws IOException {
    Path file = folder.resolve("small.safetensors");
    Safetensors.save(
        file, Map.of("w", Tensor.fromArray(new float[] {1, 2, 3, 6, -2}, 5)), Map.of());
    assertThat(vision("inspect", file).succeeded().out())
        .contains(
            "w       [5]                      5    2.0000    2.9155   -2.0000    6.0000  "
                + "[1.0000, 2.0000, 3.0000, 6.0000, ...]",
            "1 tensors, 5 parameters");
  }

  @Test
  void compareChoosesAndDraws() throws IOException {
    Path json = folder.resolve("compare.json");
    Path picture = folder.resolve("compare.png");
    String out =
        vision(
                "compare",
                "--arch",
                "lenet",
                "--weights",
                net,
                "--epochs",
                1,
                "--batch-size",
                256,
                "--budget",
                "10s",
                "--max-parameters",
                30_000,
                "--json",
                json,
                "--picture",
                picture)
            .succeeded()
            .out();
    assertThat(out)
        .contains(
            "trained lenet: 1 epoch",
            "For an answer in time: mlp: ",
            "For a large batch: mlp: ",
            "For a small file: lenet: the only one with at most 30,000 parameters");
    JsonObject all = new Gson().fromJson(text(json), JsonObject.class);
    assertThat(all.keySet()).containsExactly("models", "choices");
    assertThat(all.getAsJsonArray("models")).hasSize(2);
    assertThat(all.getAsJsonArray("models").get(1).getAsJsonObject().keySet())
        .containsExactly(
            "name",
            "accuracy",
            "images",
            "parameters",
            "seconds_alone",
            "seconds_in_bulk",
            "seconds_training",
            "frontier");
    assertThat(all.getAsJsonObject("choices").keySet()).containsExactly("latency", "batch", "size");
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(1280);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0ms", "-1s", "soon", "5 ms", "1e-3s"})
  void budgets(String budget) {
    vision("compare", "--budget", budget).refused("--budget");
  }

  @Test
  void compareRefuses() {
    vision("compare", "--max-parameters", 0).refused("--max-parameters must be from 1");
    vision("compare", "--weights", "resnet20=" + folder.resolve("nowhere")).refused("nowhere");
    vision("compare", "--weights", "resnet20=" + net).refused("its network is mlp, not resnet20");
    vision("compare", "--arch", "mlp,alexnet").refused("unknown \"alexnet\"");
  }

  @Test
  void diagnoseAnswers() throws IOException {
    Path json = folder.resolve("diagnose.json");
    Path picture = folder.resolve("curve.png");
    String out =
        vision("diagnose", "--arch", "mlp", "--epochs", 2, "--json", json, "--picture", picture)
            .succeeded()
            .out();
    assertThat(out).contains("mlp on parts of the embedded digits", "What would help most is ");
    assertThat(out.lines().filter(line -> line.matches(" +(144|431|1438) .*"))).hasSize(3);
    JsonObject all = new Gson().fromJson(text(json), JsonObject.class);
    assertThat(all.keySet()).containsExactly("curve", "advice", "why");
    assertThat(all.get("advice").getAsString()).isIn("capacity", "regularisation", "data");
    assertThat(all.getAsJsonArray("curve").get(2).getAsJsonObject().keySet())
        .containsExactly("pictures", "train_accuracy", "accuracy");
    assertThat(ImageIO.read(picture.toFile()).getHeight()).isEqualTo(720);
  }

  @Test
  void numbersDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("fa", "IR"));
      String all =
          Stream.of(
                  vision("train", "--arch", "mlp", "--epochs", 1),
                  vision("eval", "--weights", net),
                  vision("inspect", net),
                  vision("compare", "--weights", net))
              .map(result -> result.succeeded().out())
              .collect(Collectors.joining());
      assertThat(all).matches("[\\p{ASCII}µ]*");
    } finally {
      Locale.setDefault(before);
    }
  }
}
