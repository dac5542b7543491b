package gradus.text.command;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.cli.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/// What came of a command line.
///
/// @param status of the program
/// @param out what it wrote
/// @param err what it complained of
record Result(int status, String out, String err) {
  /// Runs the command `gradus text`.
  static Result text(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int status =
        Program.run(Main::command, false, new PrintWriter(out), new PrintWriter(err), words);
    return new Result(status, out.toString(), err.toString());
  }

  /// Checks that all was done.
  Result succeeded() {
    assertThat(err).doesNotContain("\tat ");
    assertThat(status).as("status; it wrote: %s", err).isZero();
    return this;
  }

  /// Checks that there is one line about what is wrong.
  void refused(String... parts) {
    assertThat(status).as("status; it wrote: %s", err).isEqualTo(2);
    assertThat(err).startsWith("gradus: ").contains(parts).doesNotContain("\tat ");
    assertThat(err.lines().filter(line -> !line.startsWith("Try "))).hasSize(1);
  }
}
