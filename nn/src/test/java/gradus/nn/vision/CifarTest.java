package gradus.nn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.DataFolder;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks that others have trained, on the first thousand test pictures of CIFAR-10. The files
/// are not part of this project; without them the test is skipped.
class CifarTest {
  private static final int ROW = 1 + 3 * 32 * 32;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  @ParameterizedTest
  @CsvSource({"resnet20-12fca82f, 915", "resnet32-d509ac18, 928"})
  void trainedNetworksAreAsGoodAsTheirAuthorSays(String name, int right) throws IOException {
    Path folder = DataFolder.find("cifar10");
    Path weights = folder.resolve(name + ".safetensors");
    Path pictures = folder.resolve("test_batch.bin");
    assumeTrue(
        Files.exists(weights) && Files.exists(pictures),
        "skipped: there is no " + weights + " or no " + pictures);
    Function<Generator, VisionModel> network =
        name.startsWith("resnet20")
            ? g -> CifarResNet.resnet20(g, 3, 10)
            : g -> CifarResNet.resnet32(g, 3, 10);
    VisionModel model = network.apply(new Generator(0));
    model.load(Safetensors.load(weights).tensors());
    byte[] bytes = Files.readAllBytes(pictures);
    int correct = 0;
    int batch = 100;
    for (int start = 0; start < 1000; start += batch) {
      Tensor x = pictures(bytes, start, batch);
      int[] predicted = Tensor.noGrad(() -> model.forward(x)).argmax(1).toInts();
      for (int i = 0; i < batch; i++) {
        correct += predicted[i] == bytes[(start + i) * ROW] ? 1 : 0;
      }
    }
    assertThat(correct).isEqualTo(right);
  }

  /// Each row is a label and then the planes of red, green and blue.
  private static Tensor pictures(byte[] bytes, int start, int count) {
    float[] values = new float[count * (ROW - 1)];
    for (int i = 0; i < values.length; i++) {
      int row = start + i / (ROW - 1);
      int place = i % (ROW - 1);
      int channel = place / (32 * 32);
      float value = Byte.toUnsignedInt(bytes[row * ROW + 1 + place]) / 255f;
      values[i] = (value - MEAN[channel]) / DEVIATION[channel];
    }
    return Tensor.fromArray(values, count, 3, 32, 32);
  }
}
