package gradus.nn.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A file of data, plain or compressed by gzip, read from its beginning to its end. Its first bytes
/// show whether it is compressed, whatever its name.
final class DataFile implements AutoCloseable {
  private static final int GZIP = 0x1F8B;

  /// The largest array that the JVM is sure to have.
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final Path file;
  private final InputStream in;

  private DataFile(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  static DataFile open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(2);
      boolean compressed = (raw.read() << 8 | raw.read()) == GZIP;
      raw.reset();
      return new DataFile(file, compressed ? new GZIPInputStream(raw, 1 << 16) : raw);
    } catch (EOFException | ZipException e) {
      raw.close();
      throw new DataFileException(file, "not a whole gzip file: " + e.getMessage(), e);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  DataFileException invalid(String problem, Object... arguments) {
    return new DataFileException(file, String.format(Locale.ROOT, problem, arguments), null);
  }

  /// Reads bytes, in Java's order of an integer's bytes. Memory grows with what is there, not with
  /// what a header promises.
  ByteBuffer read(String what, long count) throws IOException {
    if (count > LARGEST) {
      throw invalid("%s would be %d bytes, more than an array can have", what, count);
    }
    byte[] bytes = read((int) count);
    if (bytes.length < count) {
      throw invalid("it ends within %s, after %d of %d bytes", what, bytes.length, count);
    }
    return ByteBuffer.wrap(bytes);
  }

  /// {@return all bytes that are left}
  byte[] rest() throws IOException {
    byte[] bytes = read(LARGEST);
    end();
    return bytes;
  }

  void end() throws IOException {
    if (read(1).length > 0) {
      throw invalid("it goes on behind its end");
    }
  }

  private byte[] read(int count) throws IOException {
    try {
      return in.readNBytes(count);
    } catch (EOFException | ZipException e) {
      throw new DataFileException(file, "not a whole gzip file: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
