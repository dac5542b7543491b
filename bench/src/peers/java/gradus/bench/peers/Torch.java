package gradus.bench.peers;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import gradus.bench.Group;
import gradus.bench.Peer;
import gradus.bench.Python;
import gradus.bench.PythonProcess;
import gradus.bench.SmallEntry;
import gradus.bench.SmallProblem;
import gradus.bench.SmallWork;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// PyTorch as most people use it, in Python: a process that is told by lines what to do, and takes
/// the time itself.
public sealed class Torch implements Peer permits Torch.Default {
  private PythonProcess python;
  private SmallProblem given;

  /// For the service loader.
  public Torch() {}

  /// The same with as many threads as it chooses itself.
  public static final class Default extends Torch {
    /// For the service loader.
    public Default() {}

    @Override
    public String name() {
      return "torch-default";
    }

    @Override
    public String open(int threads) throws IOException {
      return super.open(0);
    }
  }

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
    return Set.of(Group.STEP);
  }

  @Override
  public String open(int threads) throws IOException {
    String found =
        Python.withTorch()
            .orElseThrow(() -> new IllegalStateException("no python3 that can import torch"));
    python = PythonProcess.start(found, threads, Torch.class, List.of("torch_work.py"));
    python.tell(threads);
    String[] answer = python.answer().split(" ", 2);
    if (!answer[0].equals("yes")) {
      throw new IllegalStateException(answer[1]);
    }
    return answer[1];
  }

  @Override
  public Optional<SmallEntry> small(SmallWork work, SmallProblem problem) {
    if (problem != given) {
      int[] shape = {SmallProblem.ROWS, SmallProblem.COLUMNS, SmallProblem.HIDDEN};
      Map<String, Object> more = Map.of("shape", shape, "rate", SmallProblem.RATE);
      JsonObject numbers = new Gson().toJsonTree(problem).getAsJsonObject();
      new Gson().toJsonTree(more).getAsJsonObject().asMap().forEach(numbers::add);
      python.tell(numbers);
      given = problem;
    }
    return Optional.of(new Told(work));
  }

  private final class Told implements SmallEntry {
    private final SmallWork work;
    private double value = Double.NaN;

    Told(SmallWork work) {
      this.work = work;
    }

    @Override
    public double seconds(long repetitions) {
      python.tell(work + " " + repetitions);
      String[] answer = python.answer().split(" ");
      value = Double.parseDouble(answer[1]);
      return Double.parseDouble(answer[0]);
    }

    @Override
    public double value() {
      return value;
    }
  }
}
