package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
  /// Two workers in one thread.
  private record Pair(Connection one, Connection other, Selector selector)
      implements AutoCloseable {
    static Pair open(boolean encrypted) throws Exception {
      List<SocketChannel[]> channels = RendezvousTest.connect(2, List.of());
      byte[] key = encrypted ? Secret.random().key() : null;
      Connection one = connection(1, channels.get(0)[1], key, 0);
      Connection other = connection(0, channels.get(1)[0], key, 1);
      Selector selector = Selector.open();
      one.register(selector);
      other.register(selector);
      return new Pair(one, other, selector);
    }

    private static Connection connection(int peer, SocketChannel channel, byte[] key, int rank)
        throws Exception {
      return key == null
          ? new Connection(peer, channel, null, null)
          : new Connection(
              peer, channel, Seal.sender(key, rank, peer), Seal.receiver(key, peer, rank));
    }

    void move() throws IOException {
      while (!one.move() | !other.move()) {
        selector.select();
        selector.selectedKeys().clear();
      }
    }

    @Override
    public void close() throws IOException {
      selector.close();
      one.close();
      other.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void floatsArriveInBothDirectionsAtOnce(boolean encrypted) throws Exception {
    int many = 5 * Connection.FRAME + 123;
    float[] there = floats(many, 1);
    float[] back = floats(many, 2);
    float[] arrived = new float[many];
    float[] returned = new float[many];
    try (Pair pair = Pair.open(encrypted)) {
      // More than the system keeps: neither may wait for the other.
      for (int from = 0; from < many; from += 100_000) {
        int to = Math.min(many, from + 100_000);
        pair.one().send(there, from, to);
        pair.other().receive(arrived, from, to);
      }
      pair.one().send(there, 5, 5);
      pair.other().receive(arrived, 5, 5);
      pair.other().send(back, 0, many);
      pair.one().receive(returned, 0, many);
      pair.move();
      assertThat(arrived).isEqualTo(there);
      assertThat(returned).isEqualTo(back);
      pair.one().send(back, 7, 8);
      pair.other().receive(arrived, 0, 1);
      pair.move();
      assertThat(arrived[0]).isEqualTo(back[7]);
    }
  }

  @Test
  void aPeerThatHasGoneIsNoticed() throws Exception {
    try (Pair pair = Pair.open(false)) {
      pair.one().receive(new float[9], 0, 9);
      pair.other().close();
      assertThatThrownBy(
              () -> {
                while (!pair.one().move()) {
                  pair.selector().select();
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void encryptedFloatsAreNotWhatTravels() throws Exception {
    byte[] key = Secret.random().key();
    ByteBuffer floats = ByteBuffer.allocate(40);
    ByteBuffer frame = ByteBuffer.allocate(56);
    Seal.sender(key, 0, 1).apply(floats, frame);
    // A byte of an encrypted frame may well be 0, but not four in a row.
    assertThat(HexFormat.of().formatHex(frame.array())).doesNotContain("00000000");
    assertThat(frame.position()).isEqualTo(56);
  }

  @Test
  void aFrameThatWasChangedRepeatedOrSentBackIsRefused() throws Exception {
    byte[] key = Secret.random().key();
    Seal sender = Seal.sender(key, 0, 1);
    byte[] first = sealed(sender, 1);
    byte[] second = sealed(sender, 2);
    Seal receiver = Seal.receiver(key, 0, 1);
    ByteBuffer opened = ByteBuffer.allocate(8);
    receiver.apply(ByteBuffer.wrap(first), opened);
    assertThat(opened.getLong(0)).isEqualTo(1);
    // The same frame again.
    assertRefused(receiver, first);
    // Another one is expected now.
    assertRefused(receiver, second);
    // In the other direction.
    assertRefused(Seal.receiver(key, 1, 0), first);
    first[3] ^= 1;
    assertRefused(Seal.receiver(key, 0, 1), first);
  }

  private static byte[] sealed(Seal sender, long value) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(8 + Seal.TAG);
    sender.apply(ByteBuffer.allocate(8).putLong(0, value), frame);
    return frame.array();
  }

  private static void assertRefused(Seal receiver, byte[] frame) {
    assertThatThrownBy(() -> receiver.apply(ByteBuffer.wrap(frame), ByteBuffer.allocate(8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed on its way");
  }

  private static float[] floats(int n, long seed) {
    Random random = new Random(seed);
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) {
      floats[i] = random.nextFloat();
    }
    return floats;
  }
}
