package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void eachTwoWorkersAreConnected() throws Exception {
    List<SocketChannel[]> workers = connect(4, List.of());
    for (int a = 0; a < 4; a++) {
      assertThat(workers.get(a)[a]).isNull();
      for (int b = 0; b < a; b++) {
        SocketChannel one = workers.get(a)[b];
        SocketChannel other = workers.get(b)[a];
        assertThat(one.getLocalAddress()).isEqualTo(other.getRemoteAddress());
        assertThat(one.getRemoteAddress()).isEqualTo(other.getLocalAddress());
      }
    }
    close(workers);
  }

  @Test
  void strangersAreDisconnectedAndHoldNobodyUp() throws Exception {
    Secret wrong = Secret.random();
    List<byte[]> hellos =
        List.of(
            // Says nothing.
            new byte[0],
            // Says what a worker would say with another secret.
            ByteBuffer.allocate(36).putInt(1).put(wrong.proof("hello", 1, 0)).array(),
            // Is no worker.
            ByteBuffer.allocate(36).putInt(7).put(wrong.proof("hello", 7, 0)).array(),
            ByteBuffer.allocate(36).putInt(-1).array(),
            "GET / HTTP/1.1\r\nHost: a.example.org\r\n\r\n".getBytes("US-ASCII"));
    List<SocketChannel[]> workers = connect(2, hellos);
    assertThat(workers.get(0)[1].getRemoteAddress()).isEqualTo(workers.get(1)[0].getLocalAddress());
    close(workers);
  }

  @Test
  void aWorkerThatIsNotCalledSaysByWhom() throws Exception {
    try (Rendezvous one = new Rendezvous(0, HOST);
        Rendezvous other = new Rendezvous(1, HOST)) {
      List<InetSocketAddress> addresses =
          List.of(
              new InetSocketAddress(HOST, one.port()), new InetSocketAddress(HOST, other.port()));
      assertThatThrownBy(
              () -> one.connect(addresses, Secret.random(), Duration.ofMillis(300), () -> false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("worker 0 was not connected with worker 1 at")
          .hasMessageContaining("firewall");
    }
  }

  @Test
  void aWorkerThatCanNotBeReachedIsNamed() throws Exception {
    int gone;
    try (Rendezvous one = new Rendezvous(0, HOST)) {
      gone = one.port();
    }
    try (Rendezvous other = new Rendezvous(1, HOST)) {
      List<InetSocketAddress> addresses =
          List.of(new InetSocketAddress(HOST, gone), new InetSocketAddress(HOST, other.port()));
      assertThatThrownBy(() -> other.connect(addresses, Secret.random(), PATIENCE, () -> false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("worker 1 can't reach worker 0 at");
    }
  }

  @Test
  void aKilledTaskStopsWaiting() throws Exception {
    try (Rendezvous one = new Rendezvous(0, HOST)) {
      InetSocketAddress here = new InetSocketAddress(HOST, one.port());
      assertThatThrownBy(
              () -> one.connect(List.of(here, here), Secret.random(), PATIENCE, () -> true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("killed");
    }
  }

  @Test
  void anImpostorThatIsCalledIsNotTrusted() throws Exception {
    try (Rendezvous impostor = new Rendezvous(0, HOST);
        Rendezvous worker = new Rendezvous(1, HOST);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<InetSocketAddress> addresses =
          List.of(
              new InetSocketAddress(HOST, impostor.port()),
              new InetSocketAddress(HOST, worker.port()));
      // It knows another secret, so it hangs up on the worker.
      Future<?> other =
          threads.submit(
              () ->
                  impostor.connect(
                      addresses, Secret.random(), Duration.ofMillis(500), () -> false));
      assertThatThrownBy(() -> worker.connect(addresses, Secret.random(), PATIENCE, () -> false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("can't reach worker 0");
      assertThatThrownBy(other::get).hasMessageContaining("was not connected");
    }
  }

  @Test
  void aMachineWithoutAnAddressIsNamed() {
    assertThatThrownBy(() -> new Rendezvous(2, "no-such-host.invalid"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("worker 2 can't listen on no-such-host.invalid");
  }

  /// Connects workers, after strangers have called the first one.
  static List<SocketChannel[]> connect(int size, List<byte[]> hellos) throws Exception {
    List<Rendezvous> all = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      Rendezvous one = new Rendezvous(rank, HOST);
      all.add(one);
      addresses.add(new InetSocketAddress(HOST, one.port()));
    }
    List<SocketChannel> strangers = new ArrayList<>();
    for (byte[] hello : hellos) {
      SocketChannel stranger = SocketChannel.open(addresses.get(0));
      stranger.write(ByteBuffer.wrap(hello));
      strangers.add(stranger);
    }
    Secret secret = Secret.random();
    List<SocketChannel[]> connected = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SocketChannel[]>> waiting = new ArrayList<>();
      for (Rendezvous one : all) {
        waiting.add(threads.submit(() -> one.connect(addresses, secret, PATIENCE, () -> false)));
      }
      for (Future<SocketChannel[]> each : waiting) {
        connected.add(each.get());
      }
    }
    for (SocketChannel stranger : strangers) {
      // The end of the connection, or that it was reset.
      try {
        assertThat(stranger.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
      stranger.close();
    }
    return connected;
  }

  private static void close(List<SocketChannel[]> workers) throws IOException {
    for (SocketChannel[] peers : workers) {
      for (SocketChannel peer : peers) {
        if (peer != null) {
          peer.close();
        }
      }
    }
  }
}
