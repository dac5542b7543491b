package gradus.text.command;

import gradus.cli.Checks;
import gradus.cli.Program;
import gradus.cli.Progressing;
import gradus.cli.Version;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `gradus text`.
@Command(
    name = "gradus text",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {EmbedCommand.class, ClassifyCommand.class})
public final class Main implements Runnable {
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
    command.registerConverter(Kept.class, text -> Checks.oneOf(Kept.values(), text));
    Progressing.showProgress(command, terminal);
    return command;
  }

  @Override
  public void run() {
    throw new UnsupportedOperationException();
  }
}
