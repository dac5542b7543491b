import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import jdk.incubator.vector.VectorShape;

/// Writes which widths of vectors the tests needn't be run at again: this machine's own, at which
/// they are run anyway, wider ones, which it has no instructions for, and those that are not asked
/// for. The build runs it on each module that tests kernels: `java --add-modules
/// jdk.incubator.vector Lanes.java FILE 128,256`.
void main(String... args) throws IOException {
  int own = VectorShape.preferredShape().vectorBitSize();
  List<String> asked = List.of(args[1].split(","));
  Properties skipped = new Properties();
  for (int bits : new int[] {128, 256}) {
    boolean skip = bits >= own || !asked.contains(Integer.toString(bits));
    skipped.setProperty(String.format(Locale.ROOT, "lanes.%d.skip", bits), Boolean.toString(skip));
  }
  Path file = Path.of(args[0]);
  Files.createDirectories(file.getParent());
  try (Writer out = Files.newBufferedWriter(file)) {
    skipped.store(out, null);
  }
}
