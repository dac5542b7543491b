package gradus.spark;

import gradus.nn.distributed.Shard;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The shards that the workers in this JVM keep from one job of a run to the next.
///
/// Files of theirs vanish with the JVM, too: they are deleted when they are opened, as far as the
/// system allows.
final class HeldShards {
  private static final System.Logger LOGGER = System.getLogger("gradus.spark");
  private static final Map<Key, Held> ALL = new ConcurrentHashMap<>();

  /// Whose shards: those of a worker of a run with so many workers.
  record Key(String run, int workers, int rank) {}

  /// The shards of a worker.
  record Held(List<Shard> training, List<Shard> validation) implements Closeable {
    @Override
    public void close() throws IOException {
      closeAll(training);
      closeAll(validation);
    }
  }

  private HeldShards() {}

  /// Closes all shards, even if one fails.
  static void closeAll(List<Shard> shards) throws IOException {
    IOException failure = null;
    for (Shard shard : shards) {
      try {
        shard.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// {@return the workers of a run whose shards are here}
  static List<Integer> ranks(String run, int workers) {
    TreeSet<Integer> ranks = new TreeSet<>();
    for (Key key : ALL.keySet()) {
      if (key.run().equals(run) && key.workers() == workers) {
        ranks.add(key.rank());
      }
    }
    return new ArrayList<>(ranks);
  }

  /// {@return a worker's shards; null if they are not here}
  static Held get(Key key) {
    return ALL.get(key);
  }

  /// {@return the number of workers whose shards are here, of all runs}
  static int size() {
    return ALL.size();
  }

  /// Keeps a worker's shards, instead of those it may have had.
  static void keep(Key key, Held held) {
    close(ALL.put(key, held));
  }

  /// Closes a worker's shards.
  static void drop(Key key) {
    close(ALL.remove(key));
  }

  /// Closes the shards of a run, except those for a number of workers.
  ///
  /// @param workers whose shards are kept; 0 to close all
  static void release(String run, int workers) {
    for (Key key : ALL.keySet()) {
      if (key.run().equals(run) && key.workers() != workers) {
        close(ALL.remove(key));
      }
    }
  }

  private static void close(Held held) {
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, "can't delete rows: {0}", e.getMessage());
      }
    }
  }
}
