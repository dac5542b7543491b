package gradus.text.command;

import gradus.cli.Checks;
import gradus.cli.Program;
import gradus.cli.Progressing;
import gradus.cli.Version;
import gradus.text.train.Tokens;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `gradus text`.
@Command(
    name = "gradus text",
    description = {
      "Train transformers that write, and let them, or others, go on with a text; compare"
          + " sentences, and learn the classes of texts.",
      "",
      "Without a command, it trains a small GPT-2 on a novel that is built in, Moby-Dick, character"
          + " by character.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      GenerateCommand.class,
      InspectCommand.class,
      EmbedCommand.class,
      ClassifyCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  gradus text",
      "  gradus text train --data shakespeare.txt --save writer --report report",
      "  gradus text generate --model writer --prompt 'ROMEO:'",
      "  gradus text inspect writer --text 'To be'",
      "  gradus text embed --model all-MiniLM-L6-v2 sentences.txt",
      "  gradus text classify --data mails.tsv --save spam",
      "",
      "Help for a command: gradus text train --help"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs the command and ends the program with its status.
  ///
  /// @param args the command line
  public static void main(String... args) {
    Program.mainInUtf8(Main::command, args);
  }

  /// {@return a new command}
  ///
  /// @param terminal whether there is a terminal, which can show progress
  /// @param err the writer for messages and progress
  public static CommandLine command(boolean terminal, PrintWriter err) {
    CommandLine command = new CommandLine(new Main());
    command.registerConverter(Kept.class, text -> Checks.oneOf(Kept.values(), text));
    command.registerConverter(Tokens.class, text -> Checks.oneOf(Tokens.values(), text));
    Progressing.showProgress(command, terminal);
    return command;
  }

  /// Trains with the defaults.
  @Override
  public void run() {
    TrainCommand train = spec.commandLine().getSubcommands().get("train").getCommand();
    train.run();
  }
}
