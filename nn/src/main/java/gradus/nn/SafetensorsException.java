package gradus.nn;

import java.io.IOException;
import java.nio.file.Path;

/// A file isn't valid safetensors, or holds what this library doesn't read. The message names the
/// file and what is wrong with it.
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1;

  SafetensorsException(Path file, String problem) {
    super(file + ": " + problem);
  }
}
