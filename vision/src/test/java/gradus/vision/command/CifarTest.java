package gradus.vision.command;

import static gradus.vision.command.Result.vision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import gradus.testkit.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks that others have trained, on the first thousand test pictures of CIFAR-10, by the
/// command. The files are not part of this project; without them the test is skipped.
class CifarTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"resnet20, resnet20-12fca82f, 0.915", "resnet32, resnet32-d509ac18, 0.928"})
  void evalOfTrainedNetworks(String arch, String name, double accuracy) throws IOException {
    Path data = DataFolder.find("cifar10");
    Path weights = data.resolve(name + ".safetensors");
    Path pictures = data.resolve("test_batch.bin");
    assumeTrue(
        Files.exists(weights) && Files.exists(pictures),
        "skipped: there is no " + weights + " or no " + pictures);
    Path json = folder.resolve("eval.json");
    vision("eval", "--weights", weights, "--arch", arch, "--data", pictures, "--json", json)
        .succeeded();
    JsonObject figures =
        new Gson().fromJson(Files.readString(json, StandardCharsets.UTF_8), JsonObject.class);
    assertThat(figures.get("images").getAsInt()).isEqualTo(1000);
    assertThat(figures.get("accuracy").getAsDouble()).isEqualTo(accuracy);
  }
}
