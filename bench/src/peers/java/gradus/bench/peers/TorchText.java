package gradus.bench.peers;

import gradus.bench.Group;
import gradus.bench.Peer;
import gradus.bench.SmallEntry;
import gradus.bench.TextProblem;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// PyTorch's language models in Python.
public final class TorchText implements Peer {
  private TorchTensors python;

  /// For the service loader.
  public TorchText() {}

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public boolean lingers() {
    return true;
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.TEXT);
  }

  @Override
  public String open(int threads) throws IOException {
    python = new TorchTensors(threads, "torch_text.py");
    return python.about();
  }

  @Override
  public Optional<SmallEntry> text(TextProblem problem) {
    Map<String, Object> work =
        Map.of(
            "part",
            problem.work().part(),
            "work",
            problem.work(),
            "optimizer",
            TextProblem.OPTIONS,
            "max_norm",
            TextProblem.MAX_NORM);
    python.prepare(work, problem.tensors());
    return Optional.of(python);
  }
}
