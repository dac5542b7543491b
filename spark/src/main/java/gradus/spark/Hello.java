package gradus.spark;

import gradus.nn.distributed.Fingerprint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the workers of a stage tell each other before they connect.
///
/// @param executor the machine and the executor, for messages
/// @param host where the worker listens
/// @param port where the worker listens
/// @param secret the worker's proposal; that of the first partition counts
/// @param held the workers whose shards are in this JVM
/// @param fingerprint what the bits of a result depend on
record Hello(
    String executor,
    String host,
    int port,
    Secret secret,
    List<Integer> held,
    Fingerprint fingerprint) {
  private static final String SEPARATOR = "\t";

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  /// {@return the text for the other workers}
  String text() {
    return String.join(
        SEPARATOR,
        executor,
        host,
        String.valueOf(port),
        secret.toString(),
        String.join(",", held.stream().map(String::valueOf).toList()),
        fingerprint.backend(),
        String.valueOf(fingerprint.vectorBits()),
        String.valueOf(fingerprint.java()),
        fingerprint.architecture(),
        fingerprint.gradus());
  }

  /// {@return what a worker's [#text()] says}
  static Hello parse(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    List<Integer> held = new ArrayList<>();
    for (String rank : parts[4].split(",")) {
      if (!rank.isEmpty()) {
        held.add(Integer.valueOf(rank));
      }
    }
    return new Hello(
        parts[0],
        parts[1],
        Integer.parseInt(parts[2]),
        Secret.parse(parts[3]),
        held,
        new Fingerprint(
            parts[5], Integer.parseInt(parts[6]), Integer.parseInt(parts[7]), parts[8], parts[9]));
  }

  /// Refuses workers that would compute different bits.
  ///
  /// @throws IllegalArgumentException with what differs and where
  static void requireEqual(List<Hello> all) {
    Hello first = all.getFirst();
    for (Hello other : all) {
      List<String> differences = other.fingerprint().differences(first.fingerprint());
      if (!differences.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the executors differ, so that results would depend on which worker runs where: %s"
                    + " has %s as on %s; all need the same machines, Java and jars",
                other.executor(),
                String.join(", and ", differences),
                first.executor()));
      }
    }
  }

  /// Chooses which worker each partition's task becomes: one whose shards are there, if that gives
  /// each worker one task; that of the partition's own number otherwise.
  ///
  /// @param all what the task of each partition told
  /// @return the worker of each partition
  static int[] ranks(List<Hello> all) {
    int count = all.size();
    int[] ranks = new int[count];
    boolean[] taken = new boolean[count];
    List<Integer> others = new ArrayList<>();
    for (int partition = 0; partition < count; partition++) {
      ranks[partition] = partition;
      if (all.get(partition).held().contains(partition)) {
        taken[partition] = true;
      } else {
        others.add(partition);
      }
    }
    // Those without the shards of their partition swap among each other, if each finds its own.
    int[] swapped = ranks.clone();
    for (int partition : others) {
      int found = -1;
      for (int rank : all.get(partition).held()) {
        if (found < 0 && rank < count && !taken[rank]) {
          found = rank;
        }
      }
      if (found < 0) {
        return ranks;
      }
      taken[found] = true;
      swapped[partition] = found;
    }
    return swapped;
  }
}
