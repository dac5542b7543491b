package gradus.bench;

import gradus.cli.InputException;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.tornado.TornadoBackend;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures the backend `tornado`.
@Command(
    name = "device",
    description = {
      "Measure the matrix product on a device, such as a GPU, through TornadoVM, against this"
          + " engine on the CPU with all its processors.",
      "",
      "A row is a shape, M x K x N, as in gradus bench matmul. Columns, in 10^9 operations a"
          + " second:",
      "  simd      the kernel on the CPU, writing into a given output",
      "  tornado   the kernel on the device, which has the operands and keeps the result",
      "  transfer  the same with both operands brought to the device, and the result read",
      "  torch     PyTorch's on the device, that is cuBLAS's, if a python3 has it with CUDA",
      "",
      "The environment variable TORNADOVM_HOME says where TornadoVM's SDK is. The device's memory"
          + " is limited to what the shapes take, 1537 MB for 8192x8192x8192, unless"
          + " -Dgradus.tornado.memory in GRADUS_JAVA_OPTS says otherwise.",
      "",
      "Takes about a minute a shape, --quick half of that; far longer for large ones on a CPU that"
          + " OpenCL calls a device.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  TORNADOVM_HOME=/opt/tornadovm gradus bench device",
      "  gradus bench device --shapes 512x512x512,1024x1024x1024 --quick --json device.json"
    },
    sortOptions = false)
final class DeviceCommand implements Runnable {
  /// How much of the device's memory tensors may take, in megabytes, and its default.
  static final String MEMORY = "gradus.tornado.memory";

  private static final int DEFAULT = 512;

  /// TornadoVM's own limit, which also has to hold what isn't tensors.
  static final String LIMIT = "tornado.device.memory";

  private static final List<String> SQUARES =
      List.of(
          "512x512x512", "1024x1024x1024", "2048x2048x2048", "4096x4096x4096", "8192x8192x8192");

  /// How many of those a short run measures.
  private static final int FEW = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      description = "Only these, such as 512x512x512 or 'TN 784x64x128', with commas between.")
  private List<String> shapes = List.of();

  @Mixin private OutputOptions outputs;

  private final Progress progress;

  DeviceCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void run() {
    outputs.check(spec.name());
    List<MatmulShape> chosen = MatmulShape.parseAll(shapes());
    reserve(chosen);
    TornadoBackend device = (TornadoBackend) backend("tornado");
    Backend cpu = backend("simd");
    progress.say("looking for a python3 that has PyTorch");
    TorchProduct torch = TorchProduct.open(Python.withTorch(), "cuda");
    int threads = Integer.getInteger("gradus.threads", Runtime.getRuntime().availableProcessors());
    // Three ways to multiply are compiled at once, some of them by TornadoVM.
    Rounds rounds = outputs.rounds(threads).warmer();
    DeviceGroup group = new DeviceGroup(rounds, cpu, device, torch, progress);
    List<DeviceGroup.Row> rows = group.measure(chosen);
    progress.done();
    Report report = group.report(Machine.here(), device.device(), device.isGpu(), rows);
    outputs.publish(spec.name(), report, spec.commandLine().getOut());
  }

  private static Backend backend(String name) {
    try {
      return Backends.named(name);
    } catch (IllegalArgumentException e) {
      throw new InputException("device: " + e.getMessage());
    }
  }

  private List<String> shapes() {
    if (!shapes.isEmpty()) {
      return shapes;
    }
    return outputs.quick() ? SQUARES.subList(0, FEW) : SQUARES;
  }

  /// Has as much of the device's memory as the shapes need, which must be said before the device is
  /// opened.
  ///
  /// @throws InputException if someone has said less
  static void reserve(List<MatmulShape> shapes) {
    MatmulShape largest =
        shapes.stream().max(Comparator.comparingInt(DeviceGroup::megabytes)).orElseThrow();
    int needed = DeviceGroup.megabytes(largest);
    if (System.getProperty(MEMORY) == null) {
      System.setProperty(MEMORY, String.valueOf(Math.max(DEFAULT, needed)));
    }
    // The backend itself complains about what is no number.
    int megabytes = Integer.getInteger(MEMORY, needed);
    if (megabytes < needed) {
      throw new InputException(
          String.format(
                  Locale.ROOT,
                  "device: %s takes %d MB of the device's memory, but -D%s=%d; raise that, leave it"
                      + " out, or",
                  largest.label(),
                  needed,
                  MEMORY,
                  megabytes)
              + " choose smaller --shapes");
    }
    if (System.getProperty(LIMIT) == null) {
      System.setProperty(LIMIT, megabytes / 4 * 5 + DEFAULT + "MB");
    }
  }
}
