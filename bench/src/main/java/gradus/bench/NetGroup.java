package gradus.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    double batch = problem.work().batch();
    SmallEntry gradus = problem.gradus();
    double expected = NetProblem.first(gradus);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(new Entrant(ConvGroup.GRADUS, batch, gradus));
    for (Peer peer : peers.ready()) {
      Optional<SmallEntry> entry = peer.net(problem);
      if (entry.isPresent()) {
        problem.check(peer.name(), entry.get(), expected);
        entrants.add(new Entrant(peer.name(), batch, entry.get(), peer.lingers()));
      }
    }
    Map<String, Double> seconds = rounds.measure(entrants);
    Map<String, Double> pictures = new LinkedHashMap<>();
    entrants.forEach(e -> pictures.put(e.name(), e.work() / seconds.get(e.name())));
    return pictures;
  }
}
