package gradus.bench;

import gradus.cli.InputException;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import picocli.CommandLine.Option;

/// The options of the groups that measure inside a JVM.
final class Settings {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Number of threads for this engine and for each peer. Default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(
      names = "--peers",
      description = "Measure other engines too. They are downloaded on first use, about 150 MB.")
  private boolean peers;

  @Option(
      names = "--jvms",
      paramLabel = "N",
      description =
          "Repeat the run in this number of fresh JVMs, without peers, and report how much their"
              + " medians differ: JIT compilation varies from JVM to JVM.")
  private int jvms = 1;

  /// Checks the options before anything is measured.
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

  /// Opens the peers, if requested.
  ///
  /// @param group the group that they take part in
  Peers openPeers(Group group, Progress progress) {
    if (!peers) {
      return Peers.none();
    }
    List<Peer> found = ServiceLoader.load(Peer.class).stream().map(Provider::get).toList();
    return Peers.open(found, group, threads, progress::say);
  }
}
