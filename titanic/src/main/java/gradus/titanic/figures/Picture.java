package gradus.titanic.figures;

import java.util.Base64;

/// A picture for people, and in words for those who don't see it.
///
/// @param file the name of its file
/// @param alt what it shows
/// @param width in the page's pixels; it has twice as many of its own, for screens that are finer
/// @param height in the page's pixels
/// @param png its bytes
public record Picture(String file, String alt, int width, int height, byte[] png) {
  /// {@return the picture as an address that a page can have in itself}
  public String uri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
