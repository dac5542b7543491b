package gradus.vision.command;

import gradus.cli.Checks;
import gradus.cli.Program;
import gradus.cli.Progressing;
import gradus.cli.Version;
import gradus.vision.model.Arch;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `gradus vision`.
@Command(
    name = "gradus vision",
    description = {
      "Train networks that tell pictures apart, look into them, and choose among them.",
      "",
      "Without a command, it trains a small residual network on 1,797 handwritten digits that are"
          + " built in.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      CompareCommand.class,
      DiagnoseCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  gradus vision",
      "  gradus vision train --save digits.safetensors --report report",
      "  gradus vision train --data photos --arch resnet20 --augment --epochs 20",
      "  gradus vision compare --arch mlp,lenet,resnet8 --picture models.png",
      "",
      "Help for a command: gradus vision train --help"
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
    command.registerConverter(Arch.class, text -> Checks.oneOf(Arch.values(), text));
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
