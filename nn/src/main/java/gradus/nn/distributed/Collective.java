package gradus.nn.distributed;

import java.io.IOException;

/// What the workers of one [Segment] do together: each has one of these objects, and all call
/// [#sum] equally often, with vectors of equal lengths.
///
/// An implementation closes the connection if something fails, so that the other workers fail, too,
/// instead of waiting. Not thread-safe, except that any thread may call [#close()].
public interface Collective extends AutoCloseable {
  /// {@return the number of this worker, from 0}
  int rank();

  /// {@return the number of workers}
  int size();

  /// Adds up the vectors of all shards in the order of the tree of [Shards], and waits for the
  /// other workers.
  ///
  /// @param mine the vectors of this worker's shards, all of [Shards#nodes]; used up
  /// @return the sum, with the same bits in every worker. It must not be changed, and it is valid
  ///   until `mine` is cleared or `sum` is called again.
  /// @throws IOException if another worker has failed or left, or can't be reached
  float[] sum(PartialSums mine) throws IOException;

  /// Leaves. Workers that wait for this one get an [IOException].
  @Override
  void close();

  /// {@return the only worker, which has all shards}
  static Collective single() {
    return new SingleWorker();
  }
}
