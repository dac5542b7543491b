package gradus.titanic;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/// The command `gradus`.
@Command(
    name = "gradus",
    description = {
      "A deep-learning engine in pure Java, and its worked lesson: how neural networks really"
          + " work.",
      ""
    },
    footer = {"", "Start with: gradus titanic"},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TitanicCommand.class, FitCommand.class})
public final class Main {
  private static final int USER_ERROR = 2;

  private Main() {}

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Main.class.getModule().isNamed()
              ? Main.class.getModule().getDescriptor().rawVersion().orElse("of no version")
              : "on the class path";
      return new String[] {
        "gradus " + version, "Java " + Runtime.version() + " on " + System.getProperty("os.arch")
      };
    }
  }

  /// Runs the command and ends the JVM with its status.
  ///
  /// @param args the command line
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /// Runs the command.
  ///
  /// @param out where results go
  /// @param err where complaints go
  /// @param args the command line
  /// @return 0, or 2 for a mistake of the user's
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(92);
    line.setParameterExceptionHandler((e, _) -> complain(e));
    line.setExecutionExceptionHandler(
        (e, _, _) -> {
          if (e instanceof UserException) {
            err.println("gradus: " + e.getMessage());
            return USER_ERROR;
          }
          throw e;
        });
    int status = args.length == 0 ? help(line, out) : line.execute(args);
    out.flush();
    err.flush();
    return status;
  }

  private static int help(CommandLine line, PrintWriter out) {
    line.usage(out);
    return 0;
  }

  private static int complain(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("gradus: " + e.getMessage().lines().findFirst().orElse(""));
    err.printf("Try `%s --help`.%n", e.getCommandLine().getCommandSpec().qualifiedName());
    return USER_ERROR;
  }
}
