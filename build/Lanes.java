import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import jdk.incubator.vector.VectorShape;

/// Writes which widths of vectors the tests needn't be run at again: this machine's own, at which
/// they are run anyway, and wider ones, which it has no instructions for. The build runs it on each
/// module that tests kernels: `java --add-modules jdk.incubator.vector Lanes.java FILE`.
void main(String... args) throws IOException {
  int own = VectorShape.preferredShape().vectorBitSize();
  Properties skipped = new Properties();
  for (int bits : new int[] {128, 256}) {
    skipped.setProperty(String.format(Locale.ROOT, "lanes.%d.skip", bits), Boolean.toString(bits >= own));
  }
  Path file = Path.of(args[0]);
  Files.createDirectories(file.getParent());
  try (Writer out = Files.newBufferedWriter(file)) {
    skipped.store(out, null);
  }
}
