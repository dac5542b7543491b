package gradus.spark;

import gradus.nn.distributed.Collective;
import gradus.nn.distributed.PartialSums;
import gradus.nn.distributed.Shards;
import gradus.nn.distributed.Shards.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// Workers with a connection between each two.
///
/// A vector is cut into as many parts as there are workers. Each worker gets the partial sums of
/// its part from all, adds them in the order of the tree of [Shards], and sends the result to all:
/// each sends and receives about twice the vector, however many there are, in two rounds. A short
/// vector goes to all at once, in one round, and so does any between two workers, who would send no
/// less in two.
final class Mesh implements Collective {
  /// Up to how many bytes a worker sends all that it has to each other worker.
  private static final int SHORT = 1 << 15;

  /// How often a wait looks whether the task has been killed, in milliseconds.
  private static final int POLL = 100;

  private final int rank;
  private final int size;
  private final List<List<Node>> nodes = new ArrayList<>();
  private final int mostNodes;
  private final Connection[] peers;
  private final Selector selector;
  private final BooleanSupplier killed;

  /// Where the sums of others arrive, to be used again.
  private final List<float[]> arrays = new ArrayList<>();

  private int arraysTaken;

  /// Takes over connected channels.
  ///
  /// @param rank this worker's rank
  /// @param shards the number of shards of the run
  /// @param channels to each worker; null for this one
  /// @param key encrypts what travels; null to send it as it is
  /// @param killed whether this worker's task has been killed
  /// @throws IOException if the channels can't be used; they are then closed
  Mesh(int rank, int shards, SocketChannel[] channels, byte[] key, BooleanSupplier killed)
      throws IOException {
    this.rank = rank;
    this.size = channels.length;
    this.killed = killed;
    this.peers = new Connection[size];
    for (int worker = 0; worker < size; worker++) {
      nodes.add(Shards.nodes(worker, size, shards));
    }
    this.mostNodes = nodes.stream().mapToInt(List::size).max().orElseThrow();
    this.selector = Selector.open();
    try {
      for (int peer = 0; peer < size; peer++) {
        if (peer != rank) {
          peers[peer] =
              new Connection(
                  peer,
                  channels[peer],
                  key == null ? null : Seal.sender(key, rank, peer),
                  key == null ? null : Seal.receiver(key, peer, rank));
          peers[peer].register(selector);
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      close();
      throw new IOException("worker " + rank + " can't use its connections: " + e, e);
    }
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public float[] sum(PartialSums mine) throws IOException {
    if (!mine.nodes().equals(nodes.get(rank))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "sum: worker %d of %d has the shards of %s, not of %s",
              rank,
              size,
              nodes.get(rank),
              mine.nodes()));
    }
    arraysTaken = 0;
    int length = mine.sums().getFirst().length;
    boolean complete = false;
    try {
      boolean atOnce =
          (long) Float.BYTES * length * mostNodes <= SHORT || size == 2 && mostNodes == 1;
      float[] sum = atOnce ? inOneRound(mine, length) : inTwoRounds(mine, length);
      complete = true;
      return sum;
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new LostWorkerException("worker " + rank + " has left the others", e);
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private float[] inOneRound(PartialSums mine, int length) throws IOException {
    for (Connection peer : others()) {
      for (float[] sum : mine.sums()) {
        peer.send(sum, 0, length);
      }
    }
    List<float[]> sums = new ArrayList<>();
    for (int worker = 0; worker < size; worker++) {
      if (worker == rank) {
        sums.addAll(mine.sums());
      } else {
        receive(worker, length, sums);
      }
    }
    // What is merged into may be one of the arrays to send.
    exchange();
    return Shards.merge(allNodes(), sums, 0, length);
  }

  private float[] inTwoRounds(PartialSums mine, int length) throws IOException {
    for (Connection peer : others()) {
      for (float[] sum : mine.sums()) {
        peer.send(sum, part(peer.peer(), length), part(peer.peer() + 1, length));
      }
    }
    int from = part(rank, length);
    int count = part(rank + 1, length) - from;
    List<float[]> sums = new ArrayList<>();
    for (int worker = 0; worker < size; worker++) {
      if (worker == rank) {
        for (float[] sum : mine.sums()) {
          float[] own = array(count);
          System.arraycopy(sum, from, own, 0, count);
          sums.add(own);
        }
      } else {
        receive(worker, count, sums);
      }
    }
    exchange();
    float[] part = Shards.merge(allNodes(), sums, 0, count);
    // All that was in it is sent.
    float[] whole = mine.sums().getFirst();
    System.arraycopy(part, 0, whole, from, count);
    for (Connection peer : others()) {
      peer.send(part, 0, count);
      peer.receive(whole, part(peer.peer(), length), part(peer.peer() + 1, length));
    }
    exchange();
    return whole;
  }

  private void receive(int worker, int count, List<float[]> sums) {
    for (int node = 0; node < nodes.get(worker).size(); node++) {
      float[] array = array(count);
      peers[worker].receive(array, 0, count);
      sums.add(array);
    }
  }

  private List<Node> allNodes() {
    return nodes.stream().flatMap(List::stream).toList();
  }

  private List<Connection> others() {
    return Arrays.stream(peers).filter(peer -> peer != null).toList();
  }

  private float[] array(int length) {
    if (arraysTaken == arrays.size()) {
      arrays.add(new float[length]);
    } else if (arrays.get(arraysTaken).length != length) {
      arrays.set(arraysTaken, new float[length]);
    }
    return arrays.get(arraysTaken++);
  }

  private int part(int worker, int length) {
    return (int) ((long) worker * length / size);
  }

  /// Sends and receives all that is queued.
  private void exchange() throws IOException {
    int busy = 0;
    for (Connection peer : others()) {
      busy += moved(peer) ? 0 : 1;
    }
    while (busy > 0) {
      selector.select(POLL);
      if (killed.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        throw new LostWorkerException("the task of worker " + rank + " was killed");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        busy -= moved((Connection) key.attachment()) ? 1 : 0;
      }
      selector.selectedKeys().clear();
    }
  }

  private boolean moved(Connection peer) throws IOException {
    try {
      return peer.move();
    } catch (IOException e) {
      throw new LostWorkerException(
          String.format(
              Locale.ROOT,
              "worker %d of %d has lost worker %d: %s",
              rank,
              size,
              peer.peer(),
              e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    try {
      for (Connection peer : peers) {
        if (peer != null) {
          peer.close();
        }
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
