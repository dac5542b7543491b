package gradus.titanic.command;

import gradus.cli.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/// What came of a command line.
///
/// @param status of the program
/// @param out what it wrote
/// @param err what it complained of
public record Result(int status, String out, String err) {
  /// Runs the command `gradus`.
  public static Result gradus(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int status =
        Program.run(Main::command, false, new PrintWriter(out), new PrintWriter(err), words);
    return new Result(status, out.toString(), err.toString());
  }
}
