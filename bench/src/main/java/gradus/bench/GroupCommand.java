package gradus.bench;

import com.google.gson.JsonObject;
import gradus.cli.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that benchmarks this engine inside a JVM: it checks the options, measures, here or in
/// fresh JVMs, and publishes the report.
abstract class GroupCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Settings settings;
  @Mixin private OutputOptions outputs;

  private final Group group;
  private final Progress progress;

  GroupCommand(Group group, Progress progress) {
    this.group = group;
    this.progress = progress;
  }

  /// Returns the kind of speed by which fresh JVMs are compared.
  abstract String speed();

  /// Returns this engine's speed by row from a report's JSON.
  abstract SequencedMap<String, Double> speeds(JsonObject json);

  /// Returns the group's own options as given.
  ///
  /// @throws InputException if they are wrong
  abstract List<String> own();

  /// Returns what the options change about the measurement, for the name of the report's section in
  /// a document, such as `, beside 6`; empty by default.
  String variant() {
    return "";
  }

  /// Measures.
  abstract Report measure(Rounds rounds, Peers peers, Progress progress);

  /// Returns whether this is a quick run.
  final boolean quick() {
    return outputs.quick();
  }

  private String key() {
    String key =
        String.format(Locale.ROOT, "%s%s, threads %d", spec.name(), variant(), settings.threads());
    return settings.jvms() == 1
        ? key
        : String.format(Locale.ROOT, "%s, jvms %d", key, settings.jvms());
  }

  @Override
  public final void run() {
    settings.check();
    outputs.check(key());
    List<String> own = own();
    Report report;
    if (settings.jvms() > 1) {
      List<String> arguments = new ArrayList<>(List.of(spec.name()));
      arguments.addAll(List.of("--threads", String.valueOf(settings.threads())));
      arguments.addAll(own);
      if (quick()) {
        arguments.add("--quick");
      }
      report = new FreshJvms(settings.jvms(), progress).run(speed(), arguments, this::speeds);
    } else {
      // The engine reads the property once, before its first kernel.
      System.setProperty("gradus.threads", String.valueOf(settings.threads()));
      Rounds rounds = outputs.rounds(settings.threads());
      report = measure(rounds, settings.openPeers(group, progress), progress);
    }
    progress.done();
    outputs.publish(key(), report, spec.commandLine().getOut());
  }
}
