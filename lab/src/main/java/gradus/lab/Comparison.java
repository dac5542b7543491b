package gradus.lab;

import gradus.vision.compare.Candidate;
import gradus.vision.compare.Speed;
import gradus.vision.model.Arch;
import gradus.vision.model.Network;
import gradus.vision.train.Run;
import gradus.vision.train.Settings;
import gradus.vision.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Networks that are trained on the embedded digits and measured one after another, once, in the
/// background, as `gradus vision compare` does.
final class Comparison {
  private static final int BATCH = 32;
  private static final long SEED = 0;

  private final List<Arch> archs;
  private final int epochs;
  private final Background<Report, List<Candidate>> work = new Background<>(this::measure);

  /// Creates a comparison that has not started.
  ///
  /// @param archs the architectures
  /// @param epochs the number of epochs of each training
  Comparison(List<Arch> archs, int epochs) {
    this.archs = List.copyOf(archs);
    this.epochs = epochs;
  }

  /// A step of the comparison: an epoch of a training, or a measurement.
  ///
  /// @param name the name of the network
  /// @param number its number, from 1
  /// @param of the number of networks
  /// @param epoch the epoch that is complete; 0 before the first
  /// @param epochs the number of epochs
  /// @param measured whether the network is trained and measured
  record Step(String name, int number, int of, int epoch, int epochs, boolean measured) {}

  /// A step, with what was measured in it; null if nothing was.
  private record Report(Step step, Candidate measured) {}

  /// Passes on the steps from the first to the last. Starts the work unless it was started before.
  void follow(Consumer<Object> listener) {
    work.follow(report -> listener.accept(report.step));
  }

  /// Returns the networks that have been measured so far. Does not start the work.
  List<Candidate> soFar() {
    return work.soFar().stream().map(Report::measured).filter(Objects::nonNull).toList();
  }

  private List<Candidate> measure(Consumer<Report> listener) {
    List<Candidate> measured = new ArrayList<>();
    for (int i = 0; i < archs.size(); i++) {
      Arch arch = archs.get(i);
      int number = i + 1;
      IntFunction<Step> done =
          epoch -> new Step(arch.toString(), number, archs.size(), epoch, epochs, false);
      listener.accept(new Report(done.apply(0), null));
      Settings settings =
          new Settings(
              arch,
              epochs,
              BATCH,
              OptionalDouble.empty(),
              Settings.usuallyCycles(arch),
              false,
              SEED);
      Run run =
          new Trainer(DigitNet.DIGITS, settings, Optional.empty())
              .train(
                  Settings.usualLr(arch),
                  Optional.empty(),
                  () -> {},
                  (epoch, _) -> listener.accept(new Report(done.apply(epoch + 1), null)));
      Candidate candidate =
          Candidate.of(
              arch.toString(),
              run.validation(),
              run.network().parameters(),
              speed(run.network()),
              run.seconds());
      measured.add(candidate);
      Step last = new Step(arch.toString(), number, archs.size(), epochs, epochs, true);
      listener.accept(new Report(last, candidate));
    }
    return measured;
  }

  private static Speed speed(Network network) {
    synchronized (Quiet.LOCK) {
      return Speed.of(network, DigitNet.heldOut());
    }
  }
}
