package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.data.Percentage.withPercentage;

import com.google.gson.JsonObject;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Operand;
import gradus.engine.Storage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);
  private static final TorchProduct NO_TORCH = new TorchProduct("not available", Optional.empty());
  private static final Backend CPU = Backends.named("reference");

  /// A backend whose elements the host can't see, and that counts how often they come and go.
  private static final class Apart implements Backend {
    private final float error;
    private int brought;
    private int read;

    /// Adds an error to each first element.
    Apart(float error) {
      this.error = error;
    }

    private record There(HostStorage elements) implements Storage {
      @Override
      public DType dtype() {
        return elements.dtype();
      }

      @Override
      public int length() {
        return elements.length();
      }
    }

    private static HostStorage copy(HostStorage elements) {
      HostStorage copy = HostStorage.allocate(elements.dtype(), elements.length());
      for (int i = 0; i < elements.length(); i++) {
        copy.set(i, elements.get(i));
      }
      return copy;
    }

    @Override
    public String name() {
      return "apart";
    }

    @Override
    public Storage allocate(DType dtype, int length) {
      return new There(HostStorage.allocate(dtype, length));
    }

    @Override
    public HostStorage toHost(Storage storage) {
      read++;
      return copy(((There) storage).elements());
    }

    @Override
    public Storage fromHost(HostStorage elements) {
      brought++;
      return new There(copy(elements));
    }

    @Override
    public void run(Kernel kernel, List<Operand> inputs, Operand output) {
      Operand there = seen(output);
      CPU.run(kernel, inputs.stream().map(Apart::seen).toList(), there);
      HostStorage result = (HostStorage) there.storage();
      for (int i = 0; i < result.length(); i++) {
        result.set(i, result.get(i) + error);
      }
    }

    private static Operand seen(Operand operand) {
      return new Operand(((There) operand.storage()).elements(), operand.layout());
    }
  }

  private static DeviceGroup group(float error, TorchProduct torch) {
    return new DeviceGroup(TINY, CPU, new Apart(error), torch, SILENT);
  }

  private static List<MatmulShape> shapes(String... labels) {
    return MatmulShape.parseAll(List.of(labels));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5x7x3", "TN 5x7x3", "NT 5x7x3"})
  void allAreMeasuredAndRight(String label) {
    DeviceGroup.Row row = group(0, NO_TORCH).measure(shapes(label)).getFirst();
    assertThat(row.gflops()).containsOnlyKeys("simd", "tornado", "transfer");
    assertThat(row.gflops().values()).allSatisfy(v -> assertThat(v).isPositive().isFinite());
  }

  @Test
  void wrongNumbersAreNotMeasured() {
    assertThatIllegalStateException()
        .isThrownBy(() -> group(1e-2f, NO_TORCH).measure(shapes("5x7x3")))
        .withMessageStartingWith("tornado, 5x7x3: element (");
  }

  @Test
  void theKernelAloneMovesNothing() {
    Apart device = new Apart(0);
    Entry entry = new MatmulProblem(MatmulShape.parse("5x7x3"), DType.F32).kernel(device);
    int before = device.brought;
    entry.action().run();
    entry.action().run();
    assertThat(device.brought).isEqualTo(before);
    assertThat(device.read).isZero();
  }

  @Test
  void theTransferMovesOperandsAndResultEachTime() {
    Apart device = new Apart(0);
    Entry entry = new MatmulProblem(MatmulShape.parse("5x7x3"), DType.F32).transfer(device);
    int before = device.brought;
    entry.action().run();
    entry.action().run();
    assertThat(device.brought - before).isEqualTo(4);
    assertThat(device.read).isEqualTo(2);
  }

  @Test
  void torchIsTimedByItself() {
    // 210 operations in 21 ns a run.
    TorchProduct torch =
        new TorchProduct("X", Optional.of(_ -> repetitions -> 21e-9 * repetitions));
    DeviceGroup.Row row = group(0, torch).measure(shapes("5x7x3")).getFirst();
    assertThat(row.of("torch")).isCloseTo(10, withPercentage(1e-6));
  }

  private static List<DeviceGroup.Row> rows() {
    return List.of(
        new DeviceGroup.Row(
            MatmulShape.parse("512x512x512"),
            Map.of("simd", 200.0, "tornado", 500.0, "transfer", 100.0, "torch", 1000.0)));
  }

  @Test
  void ratiosAreToSimdAndToTorch() {
    TorchProduct torch = new TorchProduct("X", Optional.of(_ -> repetitions -> repetitions));
    Report report = group(0, torch).report(Machine.here(), "GPU, Y", true, rows());
    assertThat(report.markdown())
        .contains("| 512x512x512 | 200 | 500 | 2.50 x | 100 | 0.50 x | 1000 | 0.50 x |")
        .contains("device: GPU, Y")
        .doesNotContain("no GPU");
  }

  @Test
  void aDeviceThatIsNoGpuIsCalledThat() {
    Report report = group(0, NO_TORCH).report(Machine.here(), "CPU, Y", false, rows());
    assertThat(report.markdown())
        .contains("| 512x512x512 | 200 | 500 | 2.50 x | 100 | 0.50 x |\n")
        .contains("this device is not a GPU", "torch: not available");
    JsonObject json = report.json();
    assertThat(json.get("gpu").getAsBoolean()).isFalse();
    assertThat(json.get("device").getAsString()).isEqualTo("CPU, Y");
    JsonObject row = json.getAsJsonArray("rows").get(0).getAsJsonObject();
    assertThat(row.get("shape").getAsString()).isEqualTo("512x512x512");
    assertThat(row.getAsJsonObject("gflops").get("tornado").getAsDouble()).isEqualTo(500);
  }
}
