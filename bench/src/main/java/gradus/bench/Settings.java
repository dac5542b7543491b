package gradus.bench;

import gradus.cli.InputException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of the groups that measure inside a JVM.
final class Settings {
  @Mixin private ThreadOption threads;

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
    threads.threads();
    if (jvms < 1 || jvms > 100) {
      throw new InputException("--jvms must be from 1 to 100, got " + jvms);
    }
    if (jvms > 1 && peers) {
      throw new InputException("--jvms measures this engine alone; leave out --peers");
    }
  }

  int threads() {
    return threads.threads();
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
    return Peers.open(found, group, threads(), progress::say);
  }
}
