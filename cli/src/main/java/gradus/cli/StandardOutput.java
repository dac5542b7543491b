package gradus.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A [PrintWriter] that remembers why it could not write. After the first failure nothing more is
/// written, so that the output never has a gap.
public final class StandardOutput extends PrintWriter {
  private final Stream stream;
  private final Path link;

  private static final class Stream extends FilterOutputStream {
    private IOException failure;

    Stream(OutputStream out) {
      super(out);
    }

    private interface Action {
      void run() throws IOException;
    }

    private void unlessFailed(Action action) throws IOException {
      if (failure == null) {
        try {
          action.run();
        } catch (IOException e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw new IOException(failure);
      }
    }

    @Override
    public void write(int b) throws IOException {
      unlessFailed(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      unlessFailed(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      unlessFailed(out::flush);
    }
  }

  /// Creates a writer that flushes after each line.
  ///
  /// @param out the stream, which must not swallow errors as [java.io.PrintStream] does
  /// @param charset of the text
  public StandardOutput(OutputStream out, Charset charset) {
    this(new Stream(new BufferedOutputStream(out)), charset, null);
  }

  private StandardOutput(Stream stream, Charset charset, Path link) {
    super(new OutputStreamWriter(stream, charset), true);
    this.stream = stream;
    this.link = link;
  }

  /// {@return a writer to the standard output of this process}
  ///
  /// @param charset of the text
  static StandardOutput ofProcess(Charset charset) {
    // Not System.out, which swallows errors. Linux has a link to what the descriptor is.
    return new StandardOutput(
        new Stream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))),
        charset,
        Path.of("/proc/self/fd/1"));
  }

  /// {@return the reason for the first failure}
  Optional<IOException> failure() {
    return Optional.ofNullable(stream.failure);
  }

  /// {@return whether writing failed because the reader of a pipe, such as `head`, has ended}
  boolean isClosedPipe() {
    // The system's message, which may be translated.
    return failure()
        .filter(
            failure ->
                String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe")
                    || link != null && isPipe(link))
        .isPresent();
  }

  private static boolean isPipe(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }
}
