package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeersTest {
  private record Fake(String name, Throwable problem) implements Peer {
    @Override
    public Set<Group> groups() {
      return Set.of(Group.MATMUL);
    }

    @Override
    public String open(int threads) throws Exception {
      switch (problem) {
        case null -> {}
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(problem);
      }
      return String.format(Locale.ROOT, "version 1, %d threads", threads);
    }
  }

  @Test
  void onesThatFailSayWhyAndTheOthersGoOn() {
    Peer good = new Fake("good", null);
    Peer missing = new Fake("missing", new UnsatisfiedLinkError("no such library\nat all"));
    Peer broken = new Fake("broken", new IllegalStateException("only for Linux"));
    Peers peers = Peers.open(List.of(missing, good, broken), Group.MATMUL, 2, _ -> {});
    assertThat(peers.ready()).containsExactly(good);
    assertThat(peers.about())
        .containsExactly(
            "missing: not available, java.lang.UnsatisfiedLinkError: no such library",
            "good: version 1, 2 threads",
            "broken: not available, java.lang.IllegalStateException: only for Linux");
  }

  @Test
  void onlyThoseThatCanBeComparedAreOpened() {
    Peer other = new Fake("other", new IllegalStateException("opened"));
    Peers peers = Peers.open(List.of(other), Group.STEP, 1, _ -> {});
    assertThat(peers.ready()).isEmpty();
    assertThat(peers.about()).isEmpty();
  }

  @Test
  void withoutAnyItSaysHowToBuildThem() {
    assertThatThrownBy(() -> Peers.open(List.of(), Group.STEP, 1, _ -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("built without peers");
  }
}
