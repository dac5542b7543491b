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

/// What the groups that measure this engine inside a JVM have in common: checks before the work,
/// then the measurement, here or in fresh JVMs, then what comes of it.
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

  /// {@return the kind of speed that fresh JVMs are compared by}
  abstract String speed();

  /// {@return this engine's speed by row, from a report's JSON}
  abstract SequencedMap<String, Double> speeds(JsonObject json);

  /// {@return options of the group's own, as they were given}
  ///
  /// @throws InputException if they are wrong
  abstract List<String> own();

  /// Measures.
  abstract Report measure(Rounds rounds, Peers peers, Progress progress);

  /// {@return whether less is to be measured}
  final boolean quick() {
    return outputs.quick();
  }

  private String key() {
    String key = String.format(Locale.ROOT, "%s, threads %d", spec.name(), settings.threads());
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
      // The engine asks for it once, before its first kernel.
      System.setProperty("gradus.threads", String.valueOf(settings.threads()));
      Rounds rounds = outputs.rounds(settings.threads());
      report = measure(rounds, settings.openPeers(group, progress), progress);
    }
    progress.done();
    outputs.publish(key(), report, spec.commandLine().getOut());
  }
}
