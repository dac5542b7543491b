package gradus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The columns of the peers in a table: the speed of each, the ratio to it, and, if there are
/// several, the ratio to the fastest one.
///
/// @param names the peers that have results
record PeerColumns(List<String> names) {
  private static final String GRADUS = Comparison.GRADUS;

  /// Returns the columns of the peers that have results.
  static PeerColumns of(Peers peers, List<Speeds> rows) {
    return new PeerColumns(
        peers.ready().stream()
            .map(Peer::name)
            .filter(name -> rows.stream().anyMatch(row -> !Double.isNaN(row.of(name))))
            .toList());
  }

  List<String> header() {
    List<String> header = new ArrayList<>();
    names.forEach(name -> header.addAll(List.of(name, "ratio")));
    if (names.size() > 1) {
      header.add("to the fastest");
    }
    return header;
  }

  /// Returns the cells of a row, or the geometric means of several rows.
  List<String> cells(List<Speeds> rows) {
    List<String> cells = new ArrayList<>();
    for (String name : names) {
      cells.add(Table.number(mean(rows, row -> row.of(name))));
      cells.add(Table.ratio(mean(rows, row -> row.of(GRADUS) / row.of(name))));
    }
    if (names.size() > 1) {
      cells.add(Table.ratio(mean(rows, row -> row.of(GRADUS) / fastest(row))));
    }
    return cells;
  }

  private double fastest(Speeds row) {
    return names.stream()
        .mapToDouble(row::of)
        .filter(speed -> !Double.isNaN(speed))
        .max()
        .orElse(Double.NaN);
  }

  /// {@return the geometric mean of what rows have}
  static double mean(List<Speeds> rows, ToDoubleFunction<Speeds> value) {
    return Statistics.geometricMean(
        rows.stream().map(value::applyAsDouble).filter(v -> !v.isNaN()).toList());
  }
}
