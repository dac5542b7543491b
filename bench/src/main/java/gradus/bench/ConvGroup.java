package gradus.bench;

import gradus.engine.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Benchmarks the convolution, its output and its gradients, against peers and against the
/// machine's peak.
final class ConvGroup {
  static final String PEAK = "peak";
  static final String GRADUS = Comparison.GRADUS;

  private final Rounds rounds;
  private final Peers peers;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param peers the engines to compare with
  /// @param progress receives what is being measured
  ConvGroup(Rounds rounds, Peers peers, Progress progress) {
    this.rounds = rounds;
    this.peers = peers;
    this.progress = progress;
  }

  /// The result for a pass of a layer.
  ///
  /// @param gflops by entrant, including the peak, in GFLOP/s
  record Row(ConvShape shape, int batch, ConvPass pass, Map<String, Double> gflops) {
    double of(String name) {
      return gflops.getOrDefault(name, Double.NaN);
    }
  }

  /// Measures each pass of layers.
  ///
  /// @param shapes the layers
  /// @param batches the numbers of pictures
  /// @return a row for each layer, number of pictures and pass
  List<Row> measure(List<ConvShape> shapes, List<Integer> batches) {
    List<Row> rows = new ArrayList<>();
    int total = shapes.size() * batches.size() * ConvPass.values().length;
    for (ConvShape shape : shapes) {
      for (int batch : batches) {
        for (ConvPass pass : ConvPass.values()) {
          ConvProblem problem = new ConvProblem(shape, batch, pass);
          progress.step(rows.size() + 1, total, problem.label());
          rows.add(new Row(shape, batch, pass, measure(problem)));
        }
      }
    }
    return rows;
  }

  private Map<String, Double> measure(ConvProblem problem) {
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(MachinePeak.multiplyAdds(rounds.threads(), DType.F32));
    entrants.add(entrant(GRADUS, problem, problem.gradus(), false));
    List<ConvEntry> opened = new ArrayList<>();
    for (Peer peer : peers.ready()) {
      Optional<ConvEntry> entry = peer.conv(problem);
      entry.ifPresent(opened::add);
      entry.ifPresent(e -> entrants.add(entrant(peer.name(), problem, e, peer.lingers())));
    }
    Map<String, Double> seconds = rounds.measure(entrants);
    opened.forEach(entry -> entry.close().run());
    Map<String, Double> gflops = new LinkedHashMap<>();
    entrants.forEach(e -> gflops.put(e.name(), e.work() / seconds.get(e.name()) / 1e9));
    return gflops;
  }

  private static Entrant entrant(
      String name, ConvProblem problem, ConvEntry entry, boolean lingers) {
    problem.check(name, entry);
    return new Entrant(name, problem.shape().operations(problem.batch()), entry.timed(), lingers);
  }
}
