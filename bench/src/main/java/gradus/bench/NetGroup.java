package gradus.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Benchmarks whole networks against peers.
final class NetGroup {
  private final Rounds rounds;
  private final Peers peers;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param peers the engines to compare with
  /// @param progress receives what is being measured
  NetGroup(Rounds rounds, Peers peers, Progress progress) {
    this.rounds = rounds;
    this.peers = peers;
    this.progress = progress;
  }

  /// The result for a network's work.
  ///
  /// @param pictures by entrant, in pictures per second
  record Row(NetWork work, Map<String, Double> pictures) {
    double of(String name) {
      return pictures.getOrDefault(name, Double.NaN);
    }
  }

  /// Measures work.
  ///
  /// @return a row for each
  List<Row> measure(List<NetWork> all) {
    List<Row> rows = new ArrayList<>();
    for (NetWork work : all) {
      progress.step(rows.size() + 1, all.size(), work.label());
      rows.add(new Row(work, measure(new NetProblem(work))));
    }
    return rows;
  }

  private Map<String, Double> measure(NetProblem problem) {
    NetWork work = problem.work();
    Map<String, Double> seconds =
        new Comparison(rounds, peers)
            .seconds(work.label(), problem.gradus(), peer -> peer.net(problem), List.of());
    Map<String, Double> pictures = new LinkedHashMap<>();
    seconds.forEach((name, time) -> pictures.put(name, work.batch() / time));
    return pictures;
  }
}
