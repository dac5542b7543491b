package gradus.bench;

import gradus.cli.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The engines to compare with.
///
/// @param ready the engines that could be opened
/// @param about a description of each; for the others, why they are missing
record Peers(List<Peer> ready, List<String> about) {
  /// Returns no peers.
  static Peers none() {
    return new Peers(List.of(), List.of());
  }

  /// Opens the engines that take part in a group. An engine that fails is left out, and the run
  /// continues.
  ///
  /// @param found all engines
  /// @param group the group
  /// @param threads the number of threads of each
  /// @param progress receives the name of the engine that is being opened
  /// @throws InputException if this program was built without peers
  static Peers open(Collection<Peer> found, Group group, int threads, Consumer<String> progress) {
    if (found.isEmpty()) {
      throw new InputException(
          "--peers: built without peers; ./gradus bench ... --peers builds with them, and so does"
              + " mvn -Ppeers");
    }
    List<Peer> ready = new ArrayList<>();
    List<String> about = new ArrayList<>();
    for (Peer peer : found) {
      if (!peer.groups().contains(group)) {
        continue;
      }
      progress.accept("opening " + peer.name());
      try {
        about.add(String.format(Locale.ROOT, "%s: %s", peer.name(), peer.open(threads)));
        ready.add(peer);
      } catch (Exception | LinkageError e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        about.add(
            String.format(
                Locale.ROOT,
                "%s: not available, %s: %s",
                peer.name(),
                e.getClass().getName(),
                reason));
      }
    }
    return new Peers(ready, about);
  }
}
