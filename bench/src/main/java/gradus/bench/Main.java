package gradus.bench;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `gradus bench`.
@Command(
    name = "gradus bench",
    description = {
      "Measure this engine against its peers and against what this machine can do at the most.",
      "",
      "All of them take turns in one run, round by round, and the medians are compared. Compare"
          + " ratios, not times: those differ from machine to machine, and from hour to hour.",
      ""
    },
    footer = {"", "Each group explains itself: gradus bench matmul --help"})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  private boolean help;

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

  static int run(boolean terminal, PrintWriter out, PrintWriter err, String... args) {
    Progress progress = new Progress(err, terminal);
    CommandLine command = new CommandLine(new Main());
    command.addSubcommand(new MatmulCommand(progress));
    command.addSubcommand(new ElementwiseCommand(progress));
    command.addSubcommand(new StepCommand(progress));
    command.addSubcommand(new StartCommand(progress));
    command.addSubcommand(new DeviceCommand(progress));
    command.setOut(out);
    command.setErr(err);
    command.setUsageHelpAutoWidth(terminal);
    command.setParameterExceptionHandler(Main::wrongParameter);
    command.setExecutionExceptionHandler(Main::failed);
    int status = command.execute(args);
    out.flush();
    err.flush();
    return status;
  }

  private static int wrongParameter(ParameterException e, String... args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
      err.println(
          String.format(
              Locale.ROOT,
              "gradus: there is no group \"%s\", but %s",
              unmatched.getUnmatched().getFirst(),
              String.join(", ", command.getSubcommands().keySet())));
      return CommandLine.ExitCode.USAGE;
    }
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

  /// Without a group: says which there are.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
