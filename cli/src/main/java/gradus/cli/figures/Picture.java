package gradus.cli.figures;

import java.util.Base64;

/// A picture and its description.
///
/// @param file the file name
/// @param alt the description, for people who can't see it
/// @param width the width in CSS pixels; the image has twice as many, for high-resolution screens
/// @param height the height in CSS pixels
/// @param png the PNG
public record Picture(String file, String alt, int width, int height, byte[] png) {
  /// {@return the picture as a data URI}
  public String uri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
