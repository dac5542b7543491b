package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {
  private record Fake(String name, Throwable problem) implements Peer {
    @Override
    public String open(int threads) throws Exception {
      switch (problem) {
        case null -> {}
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(problem);
      }
      return "version 1, %d threads".formatted(threads);
    }
  }

  @Test
  void onesThatFailSayWhyAndTheOthersGoOn() {
    Peer good = new Fake("good", null);
    Peer missing = new Fake("missing", new UnsatisfiedLinkError("no such library\nat all"));
    Peer broken = new Fake("broken", new IllegalStateException("only for Linux"));
    Peers peers = Peers.open(List.of(missing, good, broken), 2, _ -> {});
    assertThat(peers.ready()).containsExactly(good);
    assertThat(peers.about())
        .containsExactly(
            "missing: not here, java.lang.UnsatisfiedLinkError: no such library",
            "good: version 1, 2 threads",
            "broken: not here, java.lang.IllegalStateException: only for Linux");
  }

  @Test
  void withoutAnyItSaysHowToBuildThem() {
    assertThatThrownBy(() -> Peers.open(List.of(), 1, _ -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("built without peers");
  }
}
