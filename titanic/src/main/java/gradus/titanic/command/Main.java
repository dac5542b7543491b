package gradus.titanic.command;

import gradus.cli.InputException;
import gradus.cli.Version;
import gradus.titanic.recipe.RecipeName;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The command `gradus`.
@Command(
    name = "gradus",
    description = {
      "Learn how neural networks learn, by watching some do it.",
      "",
      "Start with @|bold gradus titanic|@: networks learn, from the real passenger list, who"
          + " survived the Titanic. @|bold gradus fit|@ shows the idea behind it on a curve with"
          + " three numbers."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {TitanicCommand.class, FitCommand.class},
    footer = {
      "",
      "Each command explains itself: gradus titanic --help",
      "How fast the engine is, ./gradus bench measures, in its sources: ./gradus bench --help"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs the command and ends the program with its status.
  ///
  /// @param args the command line
  public static void main(String... args) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(run(terminal, out, err, args));
  }

  /// Runs the command.
  ///
  /// @param out where it writes
  /// @param err where it complains
  /// @param args the command line
  /// @return its status: 0, or 2 if something that was given it is wrong, or 1 for a fault of its
  ///   own
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(false, out, err, args);
  }

  private static int run(boolean terminal, PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new Main());
    command.setOut(out);
    command.setErr(err);
    command.registerConverter(RecipeName.class, text -> oneOf(RecipeName.values(), text));
    command.registerConverter(ModelName.class, text -> oneOf(ModelName.values(), text));
    command.setUsageHelpAutoWidth(terminal);
    command.setParameterExceptionHandler(Main::wrongParameter);
    command.setExecutionExceptionHandler(Main::failed);
    TitanicCommand titanic = command.getSubcommands().get("titanic").getCommand();
    titanic.showProgress(terminal);
    int status = command.execute(args);
    out.flush();
    err.flush();
    return status;
  }

  private static <T> T oneOf(T[] values, String text) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    String.format(
                        Locale.ROOT, "there is no \"%s\", but %s", text, Arrays.toString(values))));
  }

  private static int wrongParameter(ParameterException e, String... args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("gradus: " + e.getMessage().lines().findFirst().orElse("wrong parameters"));
    err.println("Try " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, ParseResult result) {
    if (e instanceof InputException) {
      command.getErr().println("gradus: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    command.getErr().println("gradus: this is a fault of the program; please report it:");
    e.printStackTrace(command.getErr());
    return CommandLine.ExitCode.SOFTWARE;
  }

  /// Without a subcommand: says which there are.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
