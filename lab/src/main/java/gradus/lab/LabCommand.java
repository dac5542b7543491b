package gradus.lab;

import gradus.cli.BackendChoice;
import gradus.cli.InputException;
import gradus.cli.Program;
import gradus.vision.model.Weights;
import java.awt.AWTError;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command `gradus lab`.
@Command(
    name = "gradus lab",
    description = {
      "Open the interactive lesson in a browser: fit a curve, watch gradient descent, train a"
          + " network on the passengers of the Titanic, draw digits for another one, and follow a"
          + " sentence through a transformer.",
      "",
      "Starts a server that only this machine can reach, prints the page's address and, where there"
          + " is a desktop, opens the page. Java computes every number; the page only draws. The"
          + " address contains all settings, so a link to it shows the same. Press Ctrl-C to stop.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus lab",
      "  gradus lab --port 8080 --no-open",
      "  gradus lab --weights resnet20.safetensors",
      "  gradus lab --text stories260K.bin --tokenizer tok512.bin"
    })
public final class LabCommand implements Runnable {
  /// The place of a given file.
  private static final String SHOWN = "#/weights?of=given";

  /// The place of a given language model.
  private static final String READ = "#/text";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on. Default: any free port.")
  private int port;

  @Option(names = "--no-open", description = "Print the address without opening the page.")
  private boolean closed;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = {
        "A file of weights, safetensors, such as one by gradus vision train --save. The lab opens"
            + " with chapter 6, which shows its tensors, and the filters of its first convolution"
            + " as pictures."
      })
  private Path weights;

  @Option(
      names = "--text",
      paramLabel = "DIR|FILE",
      description = {
        "A language model for chapter 10, with which the lab then opens: a folder with config.json,"
            + " model.safetensors and a tokenizer, as gradus text train --save writes it, or a file"
            + " of llama2.c. By default a small one is trained in the background."
      })
  private Path text;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR|FILE",
      description = "The tokenizer of that model. Default: the one in the model's folder.")
  private Path tokenizer;

  private LabCommand() {}

  /// Runs the command and ends the program with its status.
  ///
  /// @param args the command line
  public static void main(String... args) {
    Program.main(LabCommand::command, args);
  }

  /// {@return a new command}
  ///
  /// @param terminal whether there is a terminal
  /// @param err the writer for messages
  static CommandLine command(boolean terminal, PrintWriter err) {
    return new CommandLine(new LabCommand());
  }

  @Override
  public void run() {
    if (port < 0 || port > 65535) {
      throw new InputException("--port must be from 1 to 65535, got " + port);
    }
    String backend = BackendChoice.named(null).name();
    Optional<Weights> given = Optional.ofNullable(weights).map(Weights::read);
    if (tokenizer != null && text == null) {
      throw new InputException("--tokenizer is for a model, which --text names");
    }
    TextChapter chapter =
        text == null
            ? TextChapter.of(TextTraining.LESSON)
            : TextChapter.of(ShownModel.read(text, tokenizer));
    try (LabServer server = LabServer.start(port, given, chapter)) {
      String place = text != null ? READ : given.isPresent() ? SHOWN : "";
      URI address = server.address().resolve(place);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          String.format(Locale.ROOT, "The lab is open at %s (backend %s)", address, backend));
      out.println("Press Ctrl-C to stop.");
      if (out.checkError()) {
        // The server is useless if its address can't be printed.
        return;
      }
      if (!closed) {
        open(address);
      }
      // Waits until the process is ended.
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new InputException(
          String.format(Locale.ROOT, "--port %d can't be used: %s", port, e.getMessage()));
    }
  }

  /// Opens the page if possible. Otherwise the user has the printed address.
  private static void open(URI address) {
    try {
      if (!GraphicsEnvironment.isHeadless()
          && Desktop.isDesktopSupported()
          && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
        Desktop.getDesktop().browse(address);
      }
    } catch (IOException | RuntimeException | LinkageError | AWTError | InternalError _) {
      // There is no browser, the screen can't be reached, or AWT is incomplete.
    }
  }
}
