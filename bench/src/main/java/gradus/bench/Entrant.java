package gradus.bench;

/// One of those that are timed side by side.
///
/// @param name its column: `gradus`, a peer's name, or the machine's limit
/// @param work what one run does, in floating-point operations or bytes
/// @param timed how its time is taken
/// @param lingers whether its threads go on spinning for a while after a run, and so disturb the
///   next
record Entrant(String name, double work, Timed timed, boolean lingers) {
  Entrant(String name, double work, Timed timed) {
    this(name, work, timed, false);
  }
}
