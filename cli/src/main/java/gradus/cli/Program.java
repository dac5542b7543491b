package gradus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Runs a command: reports users' mistakes in one line, checks that all output was written, and
/// determines the exit status.
public final class Program {
  /// The exit status when everything was done.
  public static final int OK = CommandLine.ExitCode.OK;

  /// The exit status after a fault of the program, or when standard output can't be written.
  public static final int FAULT = CommandLine.ExitCode.SOFTWARE;

  /// The exit status after a user's mistake.
  public static final int MISTAKE = CommandLine.ExitCode.USAGE;

  /// The exit status when the reader of standard output, such as `head`, ended before everything
  /// was written: what a shell reports of a program that ends with the signal SIGPIPE.
  public static final int CLOSED_PIPE = 128 + 13;

  private static final Map<String, String> STATUSES = new LinkedHashMap<>();

  static {
    STATUSES.put(" " + OK, "success");
    STATUSES.put(" " + FAULT, "a fault of the program, or standard output can't be written");
    STATUSES.put(" " + MISTAKE, "a mistake in the arguments or in a file");
    STATUSES.put(" " + CLOSED_PIPE, "the reader of the output, such as head, ended before it");
  }

  private Program() {}

  /// Creates a command.
  @FunctionalInterface
  public interface Factory {
    /// {@return a new command}
    ///
    /// @param terminal whether there is a terminal, which can show progress
    /// @param err the writer for messages and progress
    CommandLine create(boolean terminal, PrintWriter err);
  }

  /// Runs a command with the standard streams and ends the JVM with its exit status.
  ///
  /// @param factory creates the command
  /// @param args the arguments
  public static void main(Factory factory, String... args) {
    main(factory, System.out.charset(), System.err.charset(), args);
  }

  /// Runs a command whose output is text in any language, in UTF-8 whatever the locale.
  ///
  /// @param factory creates the command
  /// @param args the arguments
  public static void mainInUtf8(Factory factory, String... args) {
    main(factory, StandardCharsets.UTF_8, StandardCharsets.UTF_8, args);
  }

  private static void main(Factory factory, Charset out, Charset err, String... args) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    PrintWriter messages = new PrintWriter(System.err, true, err);
    System.exit(run(factory, terminal, StandardOutput.ofProcess(out), messages, args));
  }

  /// Runs a command.
  ///
  /// @param factory creates the command
  /// @param terminal whether there is a terminal
  /// @param out the standard output
  /// @param err the writer for messages
  /// @param args the arguments
  /// @return the exit status: [#OK], [#FAULT], [#MISTAKE] or [#CLOSED_PIPE]
  public static int run(
      Factory factory, boolean terminal, PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = factory.create(terminal, err);
    command.setOut(out);
    command.setErr(err);
    command.setUsageHelpAutoWidth(terminal);
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(STATUSES);
    command.setParameterExceptionHandler(Program::wrongParameter);
    command.setExecutionExceptionHandler(Program::failed);
    int status = execute(command, err, args);
    // checkError also flushes.
    if (out.checkError() && status == OK) {
      status = unwritten(out, err);
    }
    err.flush();
    return status;
  }

  private static int execute(CommandLine command, PrintWriter err, String... args) {
    try {
      return command.execute(args);
    } catch (OutOfMemoryError _) {
      err.println(
          String.format(
              Locale.ROOT,
              "gradus: not enough memory: Java may use %d MB; more with, for example,"
                  + " GRADUS_JAVA_OPTS=-Xmx4g",
              Runtime.getRuntime().maxMemory() >> 20));
      return FAULT;
    } catch (Error e) {
      // Picocli handles exceptions only.
      return fault(e, err);
    }
  }

  private static int unwritten(PrintWriter out, PrintWriter err) {
    if (out instanceof StandardOutput output && output.isClosedPipe()) {
      return CLOSED_PIPE;
    }
    Optional<IOException> failure =
        out instanceof StandardOutput output ? output.failure() : Optional.empty();
    err.println(
        "gradus: standard output can't be written"
            + failure.map(problem -> ": " + problem.getMessage()).orElse(""));
    return FAULT;
  }

  private static int wrongParameter(ParameterException e, String... args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("gradus: " + message(e, command));
    err.println("Try " + command.getCommandSpec().qualifiedName() + " --help");
    return MISTAKE;
  }

  private static String message(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "there is no command \"%s\"; expected one of %s",
          InputException.shown(unmatched.getUnmatched().getFirst()),
          String.join(", ", command.getSubcommands().keySet()));
    }
    return e.getMessage().lines().findFirst().orElse("wrong parameters");
  }

  private static int failed(Exception e, CommandLine command, ParseResult result) {
    PrintWriter err = command.getErr();
    if (e instanceof InputException) {
      err.println("gradus: " + e.getMessage());
      return MISTAKE;
    }
    return fault(e, err);
  }

  private static int fault(Throwable fault, PrintWriter err) {
    err.println("gradus: this is a fault of the program; please report it:");
    fault.printStackTrace(err);
    return FAULT;
  }
}
