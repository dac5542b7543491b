package gradus.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// Connects each two workers of a stage. A worker listens on a port that the system chooses, and
/// calls those of lower rank.
///
/// The caller proves with its first message that it knows the stage's secret, and the worker that
/// is called answers with another proof. What proves nothing, or says nothing for some seconds, is
/// disconnected, and the others are connected meanwhile.
final class Rendezvous implements AutoCloseable {
  /// How long a caller may take for its first message.
  static final Duration GREETING = Duration.ofSeconds(5);

  /// How often a wait looks whether the task has been killed.
  private static final int POLL = 100;

  private final int rank;
  private final ServerSocketChannel server;
  private final List<SocketChannel> open = new ArrayList<>();

  /// A channel whose first messages are under way.
  private static final class Greeting {
    /// The worker at the other end; -1 before it has said so.
    int peer;

    final ByteBuffer in;
    final ByteBuffer out;
    final long since = System.nanoTime();

    Greeting(int peer, ByteBuffer in, ByteBuffer out) {
      this.peer = peer;
      this.in = in;
      this.out = out;
    }
  }

  /// Starts to listen.
  ///
  /// @param rank this worker's rank
  /// @param host the name or address of this machine by which the other workers know it
  /// @throws IOException if no port can be opened there
  Rendezvous(int rank, String host) throws IOException {
    this.rank = rank;
    this.server = ServerSocketChannel.open();
    try {
      InetSocketAddress here = new InetSocketAddress(host, 0);
      if (here.isUnresolved()) {
        throw new IOException("the host name " + host + " has no address");
      }
      server.bind(here, 256);
      server.configureBlocking(false);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          String.format(Locale.ROOT, "worker %d can't listen on %s: %s", rank, host, e), e);
    }
  }

  /// {@return the port that callers connect to}
  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /// Connects to all others, and stops listening.
  ///
  /// @param addresses where each worker listens
  /// @param secret what all workers of the stage know
  /// @param patience how long all that may take
  /// @param interrupted whether to give up, because the task has been killed
  /// @return the channel to each worker, not blocking; null for this one
  /// @throws IOException if a worker can't be reached or does not call in time; all channels are
  ///   then closed
  SocketChannel[] connect(
      List<InetSocketAddress> addresses,
      Secret secret,
      Duration patience,
      BooleanSupplier interrupted)
      throws IOException {
    SocketChannel[] peers = new SocketChannel[addresses.size()];
    boolean connected = false;
    try (Selector selector = Selector.open()) {
      server.register(selector, SelectionKey.OP_ACCEPT);
      for (int peer = 0; peer < rank; peer++) {
        call(peer, addresses.get(peer), secret, selector);
      }
      long end = System.nanoTime() + patience.toNanos();
      int missing = addresses.size() - 1;
      while (missing > 0) {
        selector.select(POLL);
        if (interrupted.getAsBoolean()) {
          throw new IOException("the task was killed");
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isAcceptable()) {
            accept(selector);
          } else if (goOn(key, secret, peers, addresses)) {
            missing--;
          }
        }
        selector.selectedKeys().clear();
        dropSilent(selector);
        if (missing > 0 && System.nanoTime() - end > 0) {
          throw new IOException(late(peers, addresses, patience));
        }
      }
      connected = true;
    } finally {
      server.close();
      for (SocketChannel channel : open) {
        if (!connected || !Arrays.asList(peers).contains(channel)) {
          channel.close();
        }
      }
    }
    return peers;
  }

  private String late(SocketChannel[] peers, List<InetSocketAddress> addresses, Duration patience) {
    List<String> late = new ArrayList<>();
    for (int peer = 0; peer < peers.length; peer++) {
      if (peer != rank && peers[peer] == null) {
        late.add(peer + " at " + addresses.get(peer));
      }
    }
    return String.format(
        Locale.ROOT,
        "worker %d was not connected with worker %s within %d s; a firewall may refuse connections"
            + " between executors",
        rank,
        String.join(", ", late),
        patience.toSeconds());
  }

  private void call(int peer, InetSocketAddress address, Secret secret, Selector selector)
      throws IOException {
    ByteBuffer hello =
        ByteBuffer.allocate(4 + Secret.PROOF).putInt(rank).put(secret.proof("hello", rank, peer));
    SocketChannel channel = SocketChannel.open();
    open.add(channel);
    channel.configureBlocking(false);
    try {
      channel.connect(address);
    } catch (IOException | RuntimeException e) {
      throw unreachable(peer, address, e);
    }
    channel.register(
        selector,
        SelectionKey.OP_CONNECT,
        new Greeting(peer, ByteBuffer.allocate(Secret.PROOF), hello.flip()));
  }

  private IOException unreachable(int peer, InetSocketAddress address, Exception e) {
    return new IOException(
        String.format(
            Locale.ROOT, "worker %d can't reach worker %d at %s: %s", rank, peer, address, e),
        e);
  }

  private void accept(Selector selector) throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      open.add(channel);
      channel.configureBlocking(false);
      channel.register(
          selector,
          SelectionKey.OP_READ,
          new Greeting(-1, ByteBuffer.allocate(4 + Secret.PROOF), ByteBuffer.allocate(0)));
    }
  }

  /// Goes on with a greeting; returns whether it is complete and its worker connected.
  private boolean goOn(
      SelectionKey key, Secret secret, SocketChannel[] peers, List<InetSocketAddress> addresses)
      throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    Greeting greeting = (Greeting) key.attachment();
    boolean caller = greeting.peer >= 0 && greeting.peer < rank;
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
      }
      channel.write(greeting.out);
      if (!greeting.out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ);
      }
      if (key.isReadable() && greeting.in.hasRemaining() && channel.read(greeting.in) < 0) {
        throw new IOException("the connection was closed");
      }
      if (!greeting.in.hasRemaining() && greeting.peer < 0) {
        answer(key, greeting, secret, peers);
      }
      if (greeting.in.hasRemaining() || greeting.out.hasRemaining()) {
        return false;
      }
      if (caller
          && !MessageDigest.isEqual(
              greeting.in.array(), secret.proof("welcome", greeting.peer, rank))) {
        throw new IOException("it does not belong to this stage");
      }
    } catch (IOException e) {
      if (caller) {
        throw unreachable(greeting.peer, addresses.get(greeting.peer), e);
      }
      // A stranger, or a worker that has gone: the wait for it ends when time is over.
      drop(key);
      return false;
    }
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    peers[greeting.peer] = channel;
    key.cancel();
    return true;
  }

  private void answer(SelectionKey key, Greeting greeting, Secret secret, SocketChannel[] peers)
      throws IOException {
    ByteBuffer hello = greeting.in.flip();
    int peer = hello.getInt();
    byte[] proof = new byte[Secret.PROOF];
    hello.get(proof);
    if (peer <= rank
        || peer >= peers.length
        || peers[peer] != null
        || !MessageDigest.isEqual(proof, secret.proof("hello", peer, rank))) {
      throw new IOException("a stranger");
    }
    greeting.peer = peer;
    SocketChannel channel = (SocketChannel) key.channel();
    // The buffer of a new connection takes these few bytes at once.
    ByteBuffer welcome = ByteBuffer.wrap(secret.proof("welcome", rank, peer));
    if (channel.write(welcome) != Secret.PROOF) {
      throw new IOException("the connection does not take an answer");
    }
  }

  private void dropSilent(Selector selector) throws IOException {
    for (SelectionKey key : List.copyOf(selector.keys())) {
      if (key.isValid()
          && key.attachment() instanceof Greeting greeting
          && greeting.peer < 0
          && System.nanoTime() - greeting.since > GREETING.toNanos()) {
        drop(key);
      }
    }
  }

  private void drop(SelectionKey key) throws IOException {
    key.cancel();
    key.channel().close();
    open.remove(key.channel());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
