package gradus.bench;

import gradus.cli.InputException;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import picocli.CommandLine.Option;

/// What is to be measured, and how.
final class Settings {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many threads this engine and its peers use, each. Default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(
      names = "--peers",
      description = "Measure other engines, too. They are downloaded on first use, about 150 MB.")
  private boolean peers;

  @Option(
      names = "--jvms",
      paramLabel = "N",
      description =
          "Do it all in so many fresh JVMs, without peers, and tell how far their medians are"
              + " apart: what the compiler makes of a kernel may differ.")
  private int jvms = 1;

  /// Complains about what can't be done, before anything is.
  void check() {
    int most = Runtime.getRuntime().availableProcessors();
    if (threads < 1 || threads > most) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--threads must be from 1 to %d, the processors here, got %d",
              most,
              threads));
    }
    if (jvms < 1 || jvms > 100) {
      throw new InputException("--jvms must be from 1 to 100, got " + jvms);
    }
    if (jvms > 1 && peers) {
      throw new InputException("--jvms measures this engine alone; leave out --peers");
    }
  }

  int threads() {
    return threads;
  }

  int jvms() {
    return jvms;
  }

  /// {@return the peers, opened, if they were asked for}
  ///
  /// @param group what they are to be compared in
  Peers openPeers(Group group, Progress progress) {
    if (!peers) {
      return Peers.none();
    }
    List<Peer> found = ServiceLoader.load(Peer.class).stream().map(Provider::get).toList();
    return Peers.open(found, group, threads, progress::say);
  }
}
