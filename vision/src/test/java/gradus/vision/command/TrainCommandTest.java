package gradus.vision.command;

import static gradus.vision.command.Result.vision;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import gradus.nn.io.Safetensors;
import gradus.vision.data.Drawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The training as its users see it.
class TrainCommandTest {
  @TempDir private Path folder;

  private static JsonObject json(Path file) throws IOException {
    return new Gson().fromJson(Files.readString(file, StandardCharsets.UTF_8), JsonObject.class);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void helpTeaches() {
    assertThat(vision("--help").succeeded().out())
        .contains("train", "eval", "predict", "inspect", "compare", "diagnose");
    for (String command : List.of("train", "eval", "predict", "inspect", "compare", "diagnose")) {
      assertThat(vision(command, "--help").succeeded().out())
          .contains("Usage: gradus vision " + command);
    }
  }

  /// It explains what it does, and what to do next.
  @Test
  void aTrainingIsExplained() {
    String out =
        vision("train", "--arch", "mlp", "--epochs", 2, "--batch-size", 128).succeeded().out();
    assertThat(out)
        .contains(
            "1,797 pictures of 10 classes, 8 x 8 pixels in grey, from the embedded digits",
            "learns from 1,438 of them. The other 359 are held out",
            "mlp with 167,178 parameters. AdamW, constant learning rate 0.001, 128 pictures a step",
            "epoch  1: training loss ",
            "epoch  2: ",
            "of 359 pictures held out are right",
            "The worst mistake: a ",
            "Next",
            "gradus vision train --arch mlp --save net.safetensors",
            "gradus vision diagnose --arch mlp");
  }

  @Test
  void jsonHasItsShape() throws IOException {
    Path file = folder.resolve("figures.json");
    vision("train", "--arch", "mlp", "--epochs", 2, "--quiet", "--json", file).succeeded();
    JsonObject json = json(file);
    assertThat(json.keySet()).containsExactly("epochs", "parameters");
    assertThat(json.get("parameters").getAsInt()).isEqualTo(167_178);
    assertThat(json.getAsJsonArray("epochs")).hasSize(2);
    JsonObject epoch = json.getAsJsonArray("epochs").get(1).getAsJsonObject();
    assertThat(epoch.keySet()).containsExactly("train_loss", "valid_loss", "accuracy", "seconds");
    assertThat(epoch.get("accuracy").getAsDouble()).isBetween(0.7, 1.0);
    assertThat(epoch.get("valid_loss").getAsDouble()).isBetween(0.05, 1.2);
  }

  @Test
  void theSameSeedGivesTheSameNetwork() throws IOException {
    Object[] args = {"train", "--arch", "mlp", "--epochs", 1, "--quiet", "--seed", 7, "--save"};
    Path first = folder.resolve("1");
    Path second = folder.resolve("2");
    vision(Stream.concat(Stream.of(args), Stream.of(first)).toArray()).succeeded();
    vision(Stream.concat(Stream.of(args), Stream.of(second)).toArray()).succeeded();
    assertThat(second).hasSameBinaryContentAs(first);
  }

  /// Interrupted after an epoch, it ends in the same network.
  @Test
  void aTrainingIsResumed() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    Path checkpoint = folder.resolve("checkpoint");
    Object[] args = {"train", "--arch", "mlp", "--epochs", 2, "--quiet", "--schedule", "cycle"};
    vision(with(args, "--save", whole)).succeeded();
    Path resumed = folder.resolve("resumed.safetensors");
    Path figures = folder.resolve("figures.json");
    // The file of a complete training: nothing is left to do, and all figures are there.
    vision(with(args, "--resume", checkpoint)).succeeded();
    vision(with(args, "--resume", checkpoint, "--save", resumed, "--json", figures)).succeeded();
    assertThat(Safetensors.load(resumed).tensors().get("5.bias").toFloats())
        .isEqualTo(Safetensors.load(whole).tensors().get("5.bias").toFloats());
    assertThat(json(figures).getAsJsonArray("epochs")).hasSize(2);
    assertThat(
            json(figures)
                .getAsJsonArray("epochs")
                .get(0)
                .getAsJsonObject()
                .get("train_loss")
                .getAsDouble())
        .isBetween(0.5, 3.0);
    vision("train", "--arch", "mlp", "--epochs", 3, "--schedule", "cycle", "--resume", checkpoint)
        .refused("another --epochs");
    vision("train", "--arch", "mlp", "--epochs", 1, "--schedule", "cycle", "--resume", checkpoint)
        .refused("another --epochs");
    vision("train", "--arch", "lenet", "--epochs", 2, "--resume", checkpoint).refused("checkpoint");
    Files.writeString(checkpoint, "broken");
    vision(with(args, "--resume", checkpoint)).refused("checkpoint");
  }

  private static Object[] with(Object[] args, Object... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray();
  }

  @Test
  void foldersWithBlanksInTheirNames() throws IOException {
    Path data = Drawn.redAndBlue(folder.resolve("my pictures"), 15, 8);
    Path net = folder.resolve("my net.safetensors");
    Result result =
        vision(
                "train",
                "--data",
                data,
                "--arch",
                "resnet8",
                "--epochs",
                3,
                "--batch-size",
                8,
                "--augment",
                "--save",
                net)
            .succeeded();
    assertThat(result.out())
        .contains("30 pictures of 2 classes, 8 x 8 pixels in colours", "mirrored half of the time");
    assertThat(vision("predict", "--weights", net, data.resolve("red/3.png")).succeeded().out())
        .contains("red/3.png: red ", ", blue ");
    assertThat(vision("eval", "--weights", net, "--data", data).succeeded().out())
        .contains("30 of 30 pictures are right, accuracy 1.0000");
  }

  @Test
  void trainedWeightsWithAnotherLastLayer() throws IOException {
    Path net = folder.resolve("digits.safetensors");
    vision(
            "train",
            "--arch",
            "resnet8",
            "--epochs",
            1,
            "--batch-size",
            256,
            "--quiet",
            "--save",
            net)
        .succeeded();
    Path data = Drawn.redAndBlue(folder.resolve("data"), 5, 8);
    assertThat(vision("train", "--data", data, "--weights", net, "--epochs", 1).succeeded().out())
        .contains("Its last layer was for 10 classes; a random one for 2 replaces it");
    vision("train", "--data", data, "--weights", net, "--arch", "lenet")
        .refused("resnet8, not lenet");
    // Digits go into a network of two classes only with a new last layer, not for a test.
    Path two = folder.resolve("two.safetensors");
    vision("train", "--data", data, "--arch", "mlp", "--epochs", 1, "--quiet", "--save", two)
        .succeeded();
    vision("eval", "--weights", two).refused("pictures of class 9", "2 classes, from 0 to 1");
  }

  @Test
  void aLearningRateIsFound() {
    assertThat(
            vision("train", "--arch", "mlp", "--epochs", 1, "--batch-size", 256, "--lr", "find")
                .succeeded()
                .out())
        .contains("learning rate to be found", "where the loss falls most steeply: 0.0");
  }

  @Test
  void aTrainingThatDivergesWritesNothing() throws IOException {
    vision(
            "train",
            "--arch",
            "mlp",
            "--epochs",
            1,
            "--lr",
            "1e30",
            "--quiet",
            "--save",
            folder.resolve("n"))
        .refused("diverged", "smaller --lr");
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs 0; --epochs must be from 1",
        "--batch-size -3; --batch-size must be from 1",
        "--lr 0; --lr must be a number above 0, or find, got 0",
        "--lr NaN; --lr must be",
        "--lr quick; --lr must be",
        "--arch alexnet; unknown \"alexnet\"; expected one of [mlp, lenet, resnet8",
        "--schedule up; --schedule must be constant or cycle, got up",
        "--size 8; --size needs --data",
        "--data nowhere --size 0; --size must be from 1",
        "--data nowhere; nowhere: there is no such file",
        "--weights nowhere; nowhere: there is no such file",
        "--save nowhere/net; there is no folder",
        "--report nowhere/deep; there is no folder",
        "--backend magic; --backend: ",
        "--epoch 3; Unknown options: '--epoch', '3'",
        "--augment=maybe; maybe",
      })
  void mistakesGetOneLine(String test) throws IOException {
    String[] parts = test.split("; ", 2);
    Object[] args = Stream.concat(Stream.of("train"), Stream.of(parts[0].split(" "))).toArray();
    vision(args).refused(parts[1].split("; "));
    assertThat(files()).isEmpty();
  }

  @Test
  void filesThatAreTheSame() {
    Path file = folder.resolve("one");
    vision("train", "--save", file, "--json", file).refused("--save and --json are the same file");
  }

  @Test
  void tooFewPictures() throws IOException {
    Path data = Drawn.redAndBlue(folder.resolve("data"), 2, 8);
    vision("train", "--data", data).refused("4 pictures are too few to hold some out");
  }
}
