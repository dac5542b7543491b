package gradus.bench.peers;

import com.google.gson.Gson;
import gradus.bench.ConvEntry;
import gradus.bench.ConvProblem;
import gradus.bench.ConvShape;
import gradus.bench.Group;
import gradus.bench.NetProblem;
import gradus.bench.Peer;
import gradus.bench.Python;
import gradus.bench.PythonProcess;
import gradus.bench.SmallEntry;
import gradus.engine.HostStorage;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// PyTorch's convolutions in Python: a process that is told by lines what to do, and takes the time
/// itself. Tensors go through files.
public sealed class TorchConv implements Peer permits TorchConv.ChannelsLast {
  private PythonProcess python;

  /// For the service loader.
  public TorchConv() {}

  /// The same with pictures and kernels in the layout channels_last.
  public static final class ChannelsLast extends TorchConv {
    /// For the service loader.
    public ChannelsLast() {}

    @Override
    public String name() {
      return "torch-nhwc";
    }

    @Override
    String layout() {
      return "channels_last";
    }
  }

  @Override
  public String name() {
    return "torch";
  }

  /// {@return PyTorch's name of the layout}
  String layout() {
    return "contiguous_format";
  }

  @Override
  public boolean lingers() {
    return true;
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.CONV);
  }

  @Override
  public String open(int threads) throws IOException {
    String found =
        Python.withTorch()
            .orElseThrow(() -> new IllegalStateException("no python3 that can import torch"));
    String count = String.valueOf(threads);
    python = PythonProcess.start(found, threads, TorchConv.class, "torch_conv.py", count, layout());
    String[] answer = python.answer().split(" ", 2);
    if (!answer[0].equals("yes")) {
      throw new IllegalStateException(answer[1]);
    }
    return answer[1];
  }

  @Override
  public Optional<ConvEntry> conv(ConvProblem problem) {
    ConvShape shape = problem.shape();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("input", tensor(problem.input(), shape.input(problem.batch())));
    tensors.put("weight", tensor(problem.weight(), shape.weight()));
    tensors.put("upstream", tensor(problem.upstream(), shape.output(problem.batch())));
    Map<String, Object> work = new LinkedHashMap<>();
    work.put("kind", problem.pass());
    work.put("stride", shape.stride());
    work.put("padding", shape.padding());
    work.put("groups", shape.groups());
    prepare(work, tensors);
    return Optional.of(new ConvEntry(this::seconds, this::result, () -> ask("forget")));
  }

  @Override
  public Optional<SmallEntry> net(NetProblem problem) {
    boolean training = problem.work().training();
    Map<String, Object> work = new LinkedHashMap<>();
    work.put("kind", training ? "TRAINING" : "INFERENCE");
    work.put("rate", NetProblem.RATE);
    prepare(work, problem.tensors());
    return Optional.of(new Net());
  }

  /// Has the process forget what it did before and prepare for other work.
  private void prepare(Map<String, Object> work, Map<String, Tensor> tensors) {
    withFile(
        file -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Safetensors.write(channel, tensors, Map.of());
          }
          ask("prepare " + file + " " + new Gson().toJson(work));
          return null;
        });
  }

  private double seconds(long repetitions) {
    return Double.parseDouble(ask("run " + repetitions));
  }

  private HostStorage result() {
    return withFile(
        file -> {
          ask("write " + file);
          FloatBuffer numbers =
              ByteBuffer.wrap(Files.readAllBytes(file))
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer();
          float[] array = new float[numbers.remaining()];
          numbers.get(array);
          return new HostStorage.Floats(array);
        });
  }

  private String ask(String command) {
    python.tell(command);
    return python.answer();
  }

  private interface FileUse<T> {
    T with(Path file) throws IOException;
  }

  private static <T> T withFile(FileUse<T> use) {
    try {
      Path file = Files.createTempFile("gradus-bench", ".tensors");
      try {
        return use.with(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor tensor(HostStorage values, int... shape) {
    return Tensor.fromArray(((HostStorage.Floats) values).array(), shape);
  }

  private final class Net implements SmallEntry {
    @Override
    public double seconds(long repetitions) {
      return TorchConv.this.seconds(repetitions);
    }

    @Override
    public double value() {
      return Double.parseDouble(ask("value"));
    }
  }
}
