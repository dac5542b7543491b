package gradus.titanic.command;

import gradus.cli.Checks;
import gradus.cli.Program;
import gradus.cli.Version;
import gradus.titanic.data.CsvFormat;
import gradus.titanic.recipe.RecipeName;
import gradus.titanic.recipe.Unknown;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `gradus`.
@Command(
    name = "gradus",
    description = {
      "Train small neural networks and see how they learn.",
      "",
      "Start with @|bold gradus titanic|@, which trains networks on the real passenger list to"
          + " predict who survived the Titanic. @|bold gradus fit|@ shows gradient descent on a"
          + " quadratic with three parameters."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {TitanicCommand.class, FitCommand.class},
    footer = {
      "",
      "Help for a command: gradus titanic --help",
      "In the source folder, ./gradus vision and ./gradus text train networks on pictures and"
          + " texts, ./gradus spark on several machines, ./gradus lab opens the lesson in a"
          + " browser, and ./gradus bench measures the engine."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs the command and ends the program with its status.
  ///
  /// @param args the command line
  public static void main(String... args) {
    Program.main(Main::command, args);
  }

  /// {@return a new command}
  ///
  /// @param terminal whether there is a terminal, which can show progress
  /// @param err the writer for messages and progress
  public static CommandLine command(boolean terminal, PrintWriter err) {
    CommandLine command = new CommandLine(new Main());
    command.registerConverter(RecipeName.class, text -> Checks.oneOf(RecipeName.values(), text));
    command.registerConverter(ModelName.class, text -> Checks.oneOf(ModelName.values(), text));
    command.registerConverter(Unknown.class, text -> Checks.oneOf(Unknown.values(), text));
    command.registerConverter(
        CsvFormat.Separator.class,
        text -> sign(CsvFormat.Separator.values(), CsvFormat.Separator::sign, text));
    command.registerConverter(
        CsvFormat.Decimal.class,
        text -> sign(CsvFormat.Decimal.values(), CsvFormat.Decimal::sign, text));
    TitanicCommand titanic = command.getSubcommands().get("titanic").getCommand();
    titanic.showProgress(terminal);
    return command;
  }

  /// Finds a value by its name or its character.
  private static <T> T sign(T[] values, Function<T, Character> sign, String text) {
    return Arrays.stream(values)
        .filter(value -> text.equals(String.valueOf(sign.apply(value))))
        .findFirst()
        .orElseGet(() -> Checks.oneOf(values, text));
  }

  /// Prints the help if there is no subcommand.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
