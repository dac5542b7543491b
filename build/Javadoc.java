import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;

/// Builds a module's documentation, and fails where javadoc warns of anything but that the Vector
/// API incubates, which `-Werror` can't make an exception of. The build runs it on each module:
/// `java Javadoc.java OPTION…`, with javadoc's own options.
void main(String... args) {
  StringWriter output = new StringWriter();
  PrintWriter writer = new PrintWriter(output);
  int status = ToolProvider.findFirst("javadoc").orElseThrow().run(writer, writer, args);
  List<String> complaints =
      output
          .toString()
          .lines()
          .filter(line -> !line.contains("[incubating]") && !line.matches("\\d+ warnings?"))
          .toList();
  complaints.forEach(System.err::println);
  System.exit(status != 0 || !complaints.isEmpty() ? 1 : 0);
}
