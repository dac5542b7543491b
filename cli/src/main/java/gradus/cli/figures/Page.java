package gradus.cli.figures;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Pages of HTML from Mustache templates. A template can include `exhibit.html`, for an [Exhibit],
/// and `figures.html`, for [Exhibit.Figures].
public final class Page {
  private Page() {}

  /// {@return the style sheet of pages}
  public static String style() {
    return partial("report.css");
  }

  /// {@return a page}
  ///
  /// @param template the template
  /// @param values its values, whose methods are called by name; texts are escaped
  public static String render(String template, Object values) {
    return Mustache.compiler()
        .strictSections(true)
        .withLoader(name -> new StringReader(partial(name)))
        .compile(template)
        .execute(values);
  }

  private static String partial(String name) {
    return text(Page.class.getResourceAsStream(name));
  }

  /// {@return the text of a resource, in UTF-8}
  ///
  /// @param resource the resource, which is closed
  public static String text(InputStream resource) {
    try (resource;
        Reader reader = new InputStreamReader(resource, StandardCharsets.UTF_8)) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
