package gradus.bench;

/// One of the implementations that are timed side by side.
///
/// @param name its column: `gradus`, a peer's name, or a limit of the machine
/// @param work the work of one run, in floating-point operations or bytes
/// @param timed how it is timed
/// @param lingers whether its threads keep spinning after a run and so disturb the next entrant
record Entrant(String name, double work, Timed timed, boolean lingers) {
  Entrant(String name, double work, Timed timed) {
    this(name, work, timed, false);
  }
}
