package gradus.bench.spark;

import gradus.bench.Statistics;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A connection between two threads of this machine, over its loopback interface.
///
/// @param bandwidth bytes a second, sent while as many are received
/// @param latency the seconds of an exchange of a few bytes
record Link(double bandwidth, double latency) {
  private static final int LARGE = 16 << 20;
  private static final int SMALL = 4096;
  private static final int LARGE_COUNT = 15;
  private static final int SMALL_COUNT = 3000;

  /// {@return what this machine's loopback interface can do}
  static Link measure() throws IOException {
    try (ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel here = SocketChannel.open(server.getLocalAddress());
        SocketChannel there = server.accept();
        End one = new End(here);
        End other = new End(there)) {
      Thread thread = Thread.ofPlatform().daemon().start(() -> other.all());
      double[] seconds = one.all();
      thread.join();
      return new Link(LARGE / seconds[1], seconds[0]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  /// One end of the connection, which sends and receives at the same time.
  private static final class End implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    End(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      selector = Selector.open();
      key = channel.register(selector, 0);
    }

    /// {@return the medians of the seconds of exchanges, small and large}
    double[] all() {
      try {
        return new double[] {median(SMALL, SMALL_COUNT), median(LARGE, LARGE_COUNT)};
      } catch (IOException e) {
        // The other end waits for this one.
        close();
        throw new UncheckedIOException(e);
      }
    }

    /// The first third warms up.
    private double median(int bytes, int count) throws IOException {
      ByteBuffer out = ByteBuffer.allocateDirect(bytes);
      ByteBuffer in = ByteBuffer.allocateDirect(bytes);
      double[] seconds = new double[count - count / 3];
      for (int i = -count / 3; i < seconds.length; i++) {
        long start = System.nanoTime();
        exchange(out.clear(), in.clear());
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      return Statistics.median(seconds);
    }

    private void exchange(ByteBuffer out, ByteBuffer in) throws IOException {
      while (out.hasRemaining() || in.hasRemaining()) {
        int sent = channel.write(out);
        int received = in.hasRemaining() ? channel.read(in) : 0;
        if (received < 0) {
          throw new EOFException("the connection was closed");
        }
        if (sent == 0 && received == 0) {
          key.interestOps(
              (out.hasRemaining() ? SelectionKey.OP_WRITE : 0)
                  | (in.hasRemaining() ? SelectionKey.OP_READ : 0));
          selector.select();
          selector.selectedKeys().clear();
        }
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
        selector.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
