package gradus.lab;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The files that the server may serve: those in this package's folders `page` and `source`.
final class Pages {
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "java", "text/plain; charset=utf-8");

  private Pages() {}

  /// A file.
  ///
  /// @param type the header `Content-Type`
  /// @param bytes the content
  record Page(String type, byte[] bytes) {}

  /// Returns the file at a path, if there is one.
  ///
  /// @param path the path of the address, with its leading slash
  static Optional<Page> at(String path) throws IOException {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !PATH.matcher(name).matches()) {
      return Optional.empty();
    }
    String file = name.startsWith("source/") ? name : "page/" + name;
    try (InputStream stream = Pages.class.getResourceAsStream(file)) {
      return stream == null ? Optional.empty() : Optional.of(new Page(type, stream.readAllBytes()));
    }
  }
}
