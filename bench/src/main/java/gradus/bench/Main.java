package gradus.bench;

import gradus.cli.Program;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command `gradus bench`.
@Command(
    name = "gradus bench",
    description = {
      "Benchmark this engine against its peers and against the limits of this machine.",
      "",
      "Everything is measured side by side in one run: in each round, each takes a turn, and"
          + " medians are compared. Compare ratios, not times, which vary between machines and over"
          + " the day.",
      ""
    },
    footer = {
      "",
      "Help on a group: gradus bench matmul --help",
      "Training on Apache Spark, built on first use with Spark's 250 MB: gradus bench spark --help"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

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
  static CommandLine command(boolean terminal, PrintWriter err) {
    Progress progress = new Progress(err, terminal);
    CommandLine command = new CommandLine(new Main());
    command.addSubcommand(new MatmulCommand(progress));
    command.addSubcommand(new ConvCommand(progress));
    command.addSubcommand(new TextCommand(progress));
    command.addSubcommand(new ElementwiseCommand(progress));
    command.addSubcommand(new StepCommand(progress));
    command.addSubcommand(new ColdCommand(progress));
    command.addSubcommand(new StartCommand(progress));
    command.addSubcommand(new DeviceCommand(progress));
    for (FurtherCommand further : ServiceLoader.load(FurtherCommand.class)) {
      command.addSubcommand(further.create(progress));
    }
    return command;
  }

  /// Without a group, prints the help.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
