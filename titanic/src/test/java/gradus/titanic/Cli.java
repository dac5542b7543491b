package gradus.titanic;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/// The command, run inside the test.
///
/// @param status the exit status
/// @param out what it printed
/// @param err what it complained
record Cli(int status, String out, String err) {
  static Cli run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Cli(status, out.toString(), err.toString().replace("\r\n", "\n"));
  }
}
