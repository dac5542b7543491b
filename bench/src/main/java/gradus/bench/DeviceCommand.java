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

/// The command `gradus bench device`.
@Command(
    name = "device",
    description = {
      "Benchmark the matrix product on a device such as a GPU, through TornadoVM, against this"
          + " engine on all processors of the CPU.",
      "",
      "Each row is a shape, M x K x N, as in gradus bench matmul. Columns, in GFLOP/s:",
      "  simd      the kernel on the CPU, with a preallocated output",
      "  tornado   the kernel on the device; operands and result stay there",
      "  transfer  the same, including the transfer of both operands and of the result",
      "  torch     PyTorch (cuBLAS) on the device, if a python3 has it with CUDA",
      "",
      "The environment variable TORNADOVM_HOME is the directory of TornadoVM's SDK. As much device"
          + " memory is reserved as the shapes need, 1537 MB for 8192x8192x8192, unless"
          + " -Dgradus.tornado.memory in GRADUS_JAVA_OPTS sets another size.",
      "",
      "Takes about a minute per shape, with --quick half of that; much longer for large shapes if"
          + " the OpenCL device is a CPU.",
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
  /// The system property with the device memory for tensors, in megabytes, and its default.
  static final String MEMORY = "gradus.tornado.memory";

  private static final int DEFAULT = 512;

  /// The system property with TornadoVM's own limit, which includes memory that isn't for tensors.
  static final String LIMIT = "tornado.device.memory";

  private static final List<String> SQUARES =
      List.of(
          "512x512x512", "1024x1024x1024", "2048x2048x2048", "4096x4096x4096", "8192x8192x8192");

  /// The number of shapes in a quick run.
  private static final int FEW = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      description =
          "Only these shapes, separated by commas, such as 512x512x512 or 'TN 784x64x128'.")
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
    progress.say("looking for a python3 with PyTorch");
    TorchProduct torch = TorchProduct.open(Python.withTorch(), "cuda");
    int threads = Integer.getInteger("gradus.threads", Runtime.getRuntime().availableProcessors());
    // Three implementations are compiled at once, two of them by TornadoVM.
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

  /// Reserves the device memory that the shapes need. This must happen before the device is opened.
  ///
  /// @throws InputException if the user has set less
  static void reserve(List<MatmulShape> shapes) {
    MatmulShape largest =
        shapes.stream().max(Comparator.comparingInt(DeviceGroup::megabytes)).orElseThrow();
    int needed = DeviceGroup.megabytes(largest);
    if (System.getProperty(MEMORY) == null) {
      System.setProperty(MEMORY, String.valueOf(Math.max(DEFAULT, needed)));
    }
    // The backend reports a value that isn't a number.
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
