package gradus.bench;

import gradus.engine.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Benchmarks language models against peers and against the limits of the machine.
final class TextGroup {
  private final Rounds rounds;
  private final Peers peers;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param peers the engines to compare with
  /// @param progress receives what is being measured
  TextGroup(Rounds rounds, Peers peers, Progress progress) {
    this.rounds = rounds;
    this.peers = peers;
    this.progress = progress;
  }

  /// The result for some work.
  ///
  /// @param limit what limits it: bytes per second for generation, floating-point operations per
  ///   second for a prompt and for overhead, NaN for training
  /// @param tokens by entrant, in tokens per second
  record Row(TextWork work, double limit, Map<String, Double> tokens) {
    double of(String name) {
      return tokens.getOrDefault(name, Double.NaN);
    }
  }

  /// Measures work.
  ///
  /// @return a row for each
  List<Row> measure(List<TextWork> all) {
    List<Row> rows = new ArrayList<>();
    for (TextWork work : all) {
      progress.step(rows.size() + 1, all.size(), work.label());
      rows.add(measure(new TextProblem(work)));
    }
    return rows;
  }

  private Row measure(TextProblem problem) {
    TextWork work = problem.work();
    Optional<Entrant> limit = limit(work);
    Map<String, Double> seconds =
        new Comparison(rounds, peers)
            .seconds(
                work.label(),
                problem.gradus(),
                peer -> peer.text(problem),
                limit.stream().toList());
    Map<String, Double> tokens = new LinkedHashMap<>();
    seconds.forEach((name, time) -> tokens.put(name, work.tokens() / time));
    limit.ifPresent(l -> tokens.remove(l.name()));
    return new Row(
        work, limit.map(l -> l.work() / seconds.get(l.name())).orElse(Double.NaN), tokens);
  }

  /// The triad's three arrays have together the bytes of the weights.
  private Optional<Entrant> limit(TextWork work) {
    return switch (work) {
      case TextWork.Training _ -> Optional.empty();
      case TextWork.Reading r when r.part() == TextPart.GENERATION ->
          Optional.of(
              MachinePeak.triad(
                  (int) (r.bytes() / (3 * Float.BYTES)), rounds.threads(), DType.F32));
      case TextWork.Reading _ -> Optional.of(MachinePeak.multiplyAdds(rounds.threads(), DType.F32));
    };
  }
}
