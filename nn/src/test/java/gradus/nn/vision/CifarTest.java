package gradus.nn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.data.Batches;
import gradus.nn.data.Cifar10;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Normalize;
import gradus.nn.io.Safetensors;
import gradus.testkit.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks that others have trained, on the first thousand test images of CIFAR-10. The files are
/// not part of this project; without them the test is skipped.
class CifarTest {
  private static final Normalize NORMALIZE =
      new Normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  @ParameterizedTest
  @CsvSource({"resnet20-12fca82f, 915", "resnet32-d509ac18, 928"})
  void trainedNetworksAreRightAsOftenAsInPyTorch(String name, int right) throws IOException {
    Path folder = DataFolder.find("cifar10");
    Path weights = folder.resolve(name + ".safetensors");
    Path images = folder.resolve("test_batch.bin");
    assumeTrue(
        Files.exists(weights) && Files.exists(images),
        "skipped: there is no " + weights + " or no " + images);
    Generator generator = new Generator(0);
    VisionModel model =
        name.startsWith("resnet20")
            ? CifarResNet.resnet20(generator, 3, 10)
            : CifarResNet.resnet32(generator, 3, 10);
    model.load(Safetensors.load(weights).tensors());
    double correct = 0;
    try (Batches batches =
        new DataLoader(Cifar10.read(images), 100).transformed(NORMALIZE, 0).epoch(0)) {
      while (batches.hasNext()) {
        Dataset batch = batches.next();
        Tensor logits = Tensor.noGrad(() -> model.forward(batch.x()));
        correct += logits.argmax(1).eq(batch.y()).sum().item();
      }
    }
    assertThat(correct).isEqualTo(right);
  }
}
