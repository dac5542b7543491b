package gradus.spark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/// A connection to another worker: queues of floats to send and to receive, which move as far as
/// they can without waiting.
///
/// Floats travel in frames whose lengths follow from what both sides have put into their queues, so
/// that a frame needs no header; an encrypted one has a tag.
final class Connection implements AutoCloseable {
  /// The most floats in a frame: few system calls, and buffers that stay in a processor's cache.
  static final int FRAME = 1 << 15;

  private record Part(float[] values, int from, int to) {}

  private final int peer;
  private final SocketChannel channel;
  private final Seal sealing;
  private final Seal opening;
  private final ArrayDeque<Part> toSend = new ArrayDeque<>();
  private final ArrayDeque<Part> toReceive = new ArrayDeque<>();
  private final ByteBuffer sent = buffer();
  private final ByteBuffer received = buffer();

  /// For plain floats, where what travels is encrypted.
  private final ByteBuffer plain;

  private SelectionKey key;

  /// How many floats of the first part to send are in a frame or gone.
  private int taken;

  /// How many floats of the first part to receive have come.
  private int given;

  /// How many floats the frame has that is being received; 0 before it.
  private int expected;

  /// Takes over a connected channel.
  ///
  /// @param peer the worker at the other end
  /// @param sealing encrypts what is sent; null to send it as it is
  /// @param opening decrypts what is received; null as well then
  Connection(int peer, SocketChannel channel, Seal sealing, Seal opening) {
    this.peer = peer;
    this.channel = channel;
    this.sealing = sealing;
    this.opening = opening;
    this.plain = sealing == null ? null : buffer();
    sent.limit(0);
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(Float.BYTES * FRAME + Seal.TAG).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Moves without waiting from here on, and wakes the selector when it can go on.
  void register(Selector selector) throws IOException {
    channel.configureBlocking(false);
    key = channel.register(selector, 0, this);
  }

  int peer() {
    return peer;
  }

  /// Queues floats to send; they must stay as they are until [#move] says that all is done.
  void send(float[] values, int from, int to) {
    if (from < to) {
      toSend.add(new Part(values, from, to));
    }
  }

  /// Queues a place for floats to receive.
  void receive(float[] values, int from, int to) {
    if (from < to) {
      toReceive.add(new Part(values, from, to));
    }
  }

  /// Sends and receives what goes without waiting.
  ///
  /// @return whether nothing is left in the queues
  /// @throws IOException if the other worker has gone
  boolean move() throws IOException {
    boolean sending = !write();
    boolean receiving = !read();
    key.interestOps((sending ? SelectionKey.OP_WRITE : 0) | (receiving ? SelectionKey.OP_READ : 0));
    return !sending && !receiving;
  }

  private boolean write() throws IOException {
    while (sent.hasRemaining() || fill()) {
      if (channel.write(sent) == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean fill() throws IOException {
    Part part = toSend.peek();
    if (part == null) {
      return false;
    }
    int from = part.from() + taken;
    int count = Math.min(part.to() - from, FRAME);
    ByteBuffer floats = sealing == null ? sent : plain;
    floats.clear().limit(Float.BYTES * count);
    floats.asFloatBuffer().put(part.values(), from, count);
    if (sealing != null) {
      sealing.apply(plain, sent.clear());
      sent.flip();
    }
    taken += count;
    if (from + count == part.to()) {
      toSend.remove();
      taken = 0;
    }
    return true;
  }

  private boolean read() throws IOException {
    while (!toReceive.isEmpty()) {
      Part part = toReceive.peek();
      int from = part.from() + given;
      if (expected == 0) {
        expected = Math.min(part.to() - from, FRAME);
        received.clear().limit(Float.BYTES * expected + (opening == null ? 0 : Seal.TAG));
      }
      int count = channel.read(received);
      if (count < 0) {
        throw new EOFException("the connection was closed");
      }
      if (count == 0) {
        return false;
      }
      if (!received.hasRemaining()) {
        received.flip();
        ByteBuffer floats = received;
        if (opening != null) {
          opening.apply(received, plain.clear());
          floats = plain.flip();
        }
        floats.asFloatBuffer().get(part.values(), from, expected);
        given += expected;
        expected = 0;
        if (part.from() + given == part.to()) {
          toReceive.remove();
          given = 0;
        }
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
