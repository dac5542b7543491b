package gradus.bench;

/// The speeds of a row.
@FunctionalInterface
interface Speeds {
  /// {@return the speed of an entrant; NaN if it has none}
  ///
  /// @param name the entrant's name
  double of(String name);
}
