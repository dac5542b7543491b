package gradus.bench.spark;

/// How long a step of data-parallel training takes, by a formula:
///
/// T(N) = 6 P B / (N F) + 2 (N - 1) / N · 4 P / W + L
///
/// with N workers, P parameters and a batch of B rows. A dense layer takes 6 operations a parameter
/// and row: 2 each for the output, the gradient of its input and that of its weights. In the mesh,
/// each worker sends and receives 2 (N - 1) / N of a vector of 4 P bytes. One worker exchanges
/// nothing.
///
/// Left out are the optimizer's step, which no number of workers makes shorter, and that computing
/// and sending could overlap.
///
/// @param flops F, the operations a second that a worker computes
/// @param bandwidth W, the bytes a second that a worker sends while it receives as many
/// @param latency L, the seconds that an exchange of a few bytes takes
record CostModel(double flops, double bandwidth, double latency) {
  private static final double OPERATIONS = 6;

  /// {@return the operations a second of a worker whose steps take a time}
  ///
  /// @param seconds the time that it computes
  static double flops(double parameters, double rows, double seconds) {
    return OPERATIONS * parameters * rows / seconds;
  }

  /// {@return the seconds that a worker computes in a step}
  double computing(double parameters, double rows, int workers) {
    return OPERATIONS * parameters * rows / workers / flops;
  }

  /// {@return the seconds that an exchange takes}
  double exchanging(double parameters, int workers) {
    return workers == 1
        ? 0
        : 2.0 * (workers - 1) / workers * Float.BYTES * parameters / bandwidth + latency;
  }

  /// {@return the seconds of a step}
  double step(double parameters, double rows, int workers) {
    return computing(parameters, rows, workers) + exchanging(parameters, workers);
  }

  /// {@return how many times as many steps as one worker does in the same time}
  double speedUp(double parameters, double rows, int workers) {
    return step(parameters, rows, 1) / step(parameters, rows, workers);
  }
}
