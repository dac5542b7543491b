package gradus.text.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The embedded e-mails: subjects and beginnings of 4,486, of which 903 are spam. The file
/// `README.md` beside the resource has their source and licence.
public final class Emails {
  private Emails() {}

  /// {@return the e-mails, of the classes `ham` and `spam`}
  public static LabelledTexts read() {
    try (InputStream in = new GZIPInputStream(Emails.class.getResourceAsStream("emails.tsv.gz"))) {
      String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return LabelledFile.parse("the embedded e-mails", content, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
