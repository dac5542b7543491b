package gradus.text.command;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.cli.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
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
    int status =
        Program.run(Main::command, false, new PrintWriter(out), new PrintWriter(err), words(args));
    return new Result(status, out.toString(), err.toString());
  }

  /// {@return the words of a command line: of a list, its elements}
  static String[] words(Object... args) {
    return Arrays.stream(args)
        .flatMap(arg -> arg instanceof Object[] list ? Stream.of(words(list)) : Stream.of(arg))
        .map(Object::toString)
        .toArray(String[]::new);
  }

  /// Checks that all was done.
  Result succeeded() {
    assertThat(err).doesNotContain("\tat ");
    assertThat(status).as("status; it wrote: %s", err).isZero();
    return this;
  }

  /// Checks that there is one line about what is wrong, and nothing else.
  void refused(String... parts) {
    assertThat(status).as("status; it wrote: %s", err).isEqualTo(2);
    assertThat(err).startsWith("gradus: ").contains(parts).doesNotContain("\tat ");
    assertThat(err.lines().filter(line -> !line.startsWith("Try "))).hasSize(1);
  }
}
