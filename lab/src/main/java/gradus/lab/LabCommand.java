package gradus.lab;

import gradus.engine.Backends;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `gradus lab`.
@Command(
    name = "gradus lab",
    description = {
      "Touch the lesson, in a browser: sliders on a curve, a ball in a bowl, the passengers of the"
          + " Titanic.",
      "",
      "Starts a server on this machine alone and prints the page's address; where there is a"
          + " desktop, the page opens by itself. Every number on it is computed in Java; the page"
          + " only draws. What you see is in the address: a link to it shows the same. Ctrl-C ends"
          + " it.",
      ""
    },
    sortOptions = false,
    footer = {"", "Examples:", "  gradus lab", "  gradus lab --port 8080 --no-open"})
public final class LabCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  private boolean help;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on. Default: one that is free.")
  private int port;

  @Option(names = "--no-open", description = "Print the address, and leave it to you to open it.")
  private boolean closed;

  private LabCommand() {}

  /// Runs the command and ends the program with its status.
  ///
  /// @param args the command line
  public static void main(String... args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(run(out, err, args));
  }

  /// Runs the command.
  ///
  /// @param out where it writes
  /// @param err where it complains
  /// @param args the command line
  /// @return its status: 0, or 2 if something that was given it is wrong
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new LabCommand());
    command.setOut(out);
    command.setErr(err);
    command.setParameterExceptionHandler(
        (e, _) -> {
          err.println("gradus: " + e.getMessage());
          err.println("Try gradus lab --help");
          return CommandLine.ExitCode.USAGE;
        });
    int status = command.execute(args);
    out.flush();
    err.flush();
    return status;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65535) {
      throw wrong("--port must be from 1 to 65535, got " + port);
    }
    String backend;
    try {
      backend = Backends.current().name();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw wrong(e.getMessage());
    }
    try (LabServer server = LabServer.start(port)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          String.format(
              Locale.ROOT, "The lab is open at %s (backend %s)", server.address(), backend));
      out.println("Ctrl-C closes it.");
      out.flush();
      if (!closed) {
        open(server.address());
      }
      // Until somebody ends the program.
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw wrong(String.format(Locale.ROOT, "--port %d can't be used: %s", port, e.getMessage()));
    }
    return CommandLine.ExitCode.OK;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Opens the page where that is possible; the address has been printed for where it isn't.
  private static void open(URI address) {
    if (GraphicsEnvironment.isHeadless()
        || !Desktop.isDesktopSupported()
        || !Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
      return;
    }
    try {
      Desktop.getDesktop().browse(address);
    } catch (IOException _) {
      // A desktop without a browser.
    }
  }
}
