package gradus.bench.peers;

import gradus.bench.ConvEntry;
import gradus.bench.ConvProblem;
import gradus.bench.ConvShape;
import gradus.bench.Group;
import gradus.bench.NetProblem;
import gradus.bench.Peer;
import gradus.bench.SmallEntry;
import gradus.engine.HostStorage;
import gradus.engine.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// PyTorch's convolutions in Python.
public sealed class TorchConv implements Peer permits TorchConv.ChannelsLast {
  private TorchTensors python;

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
    python = new TorchTensors(threads, "torch_conv.py", layout());
    return python.about();
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
    python.prepare(work, tensors);
    return Optional.of(new ConvEntry(python, python::result, python::forget));
  }

  @Override
  public Optional<SmallEntry> net(NetProblem problem) {
    boolean training = problem.work().training();
    Map<String, Object> work = new LinkedHashMap<>();
    work.put("kind", training ? "TRAINING" : "INFERENCE");
    work.put("rate", NetProblem.RATE);
    python.prepare(work, problem.tensors());
    return Optional.of(python);
  }

  private static Tensor tensor(HostStorage values, int... shape) {
    return Tensor.fromArray(((HostStorage.Floats) values).array(), shape);
  }
}
