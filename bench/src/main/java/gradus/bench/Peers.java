package gradus.bench;

import gradus.cli.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The other engines that could be opened.
///
/// @param ready those
/// @param about for each of them, what it is; for the others, why they are missing
record Peers(List<Peer> ready, List<String> about) {
  /// {@return none}
  static Peers none() {
    return new Peers(List.of(), List.of());
  }

  /// Opens those that can be compared in a group. One that fails is left out, and the run goes on.
  ///
  /// @param found the peers that there are
  /// @param group the group
  /// @param threads how many threads they are to use
  /// @param progress told which is being opened
  /// @throws InputException if this program was built without any
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
                Locale.ROOT, "%s: not here, %s: %s", peer.name(), e.getClass().getName(), reason));
      }
    }
    return new Peers(ready, about);
  }
}
