package gradus.text.tokenize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The resources of the tests: small tokenizers of all kinds.
final class Resources {
  private Resources() {}

  static byte[] bytes(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a resource to a folder.
  static Path file(Path folder, String name) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }

  /// Loads the tokenizer of a resource.
  static Tokenizer tokenizer(String name) {
    try {
      Path folder = Files.createTempDirectory("tokenizer");
      Path file = file(folder, name);
      try {
        return Tokenizer.load(file);
      } finally {
        Files.delete(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
