package gradus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Times work of this engine and of peers side by side, once their first values agree.
///
/// @param rounds how to measure
/// @param peers the engines to compare with
record Comparison(Rounds rounds, Peers peers) {
  static final String GRADUS = "gradus";

  /// The number of runs after which values are compared.
  private static final int RUNS = 3;

  /// The maximum relative error of a peer's value.
  private static final double TOLERANCE = 1e-3;

  /// Times an entry of this engine, those of the peers, and limits of the machine.
  ///
  /// @param label what is done, for messages
  /// @param gradus the entry of this engine, which has not run yet
  /// @param entryOf makes a peer's entry; empty if it has none
  /// @param limits what is timed in the same rounds
  /// @return the seconds of a run, by entrant
  /// @throws IllegalStateException if a peer's value is wrong
  Map<String, Double> seconds(
      String label,
      SmallEntry gradus,
      Function<Peer, Optional<SmallEntry>> entryOf,
      List<Entrant> limits) {
    double expected = first(gradus);
    List<Entrant> entrants = new ArrayList<>(limits);
    entrants.add(new Entrant(GRADUS, 1, gradus));
    for (Peer peer : peers.ready()) {
      Optional<SmallEntry> entry = entryOf.apply(peer);
      if (entry.isPresent()) {
        check(label, peer.name(), first(entry.get()), expected);
        entrants.add(new Entrant(peer.name(), 1, entry.get(), peer.lingers()));
      }
    }
    return rounds.measure(entrants);
  }

  private static double first(SmallEntry entry) {
    entry.seconds(RUNS);
    return entry.value();
  }

  private static void check(String label, String name, double got, double expected) {
    if (!(Math.abs(got - expected) <= TOLERANCE * Math.abs(expected))) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s, %s: the value after %d runs is %s, expected %s",
              name,
              label,
              RUNS,
              got,
              expected));
    }
  }
}
