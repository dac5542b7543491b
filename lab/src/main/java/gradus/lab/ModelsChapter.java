package gradus.lab;

import gradus.engine.Backends;
import gradus.vision.compare.Candidate;
import gradus.vision.compare.Choice;
import gradus.vision.model.Arch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Chapter 9, the choice of a model: accuracy and time of some networks that are trained and
/// measured on this machine, once in the life of the program. Its answers therefore depend on what
/// has been measured so far.
final class ModelsChapter {
  private static final Comparison COMPARISON =
      new Comparison(List.of(Arch.MLP, Arch.LENET, Arch.RESNET8, Arch.RESNET20), 6);

  private ModelsChapter() {}

  /// Trains and measures the networks, unless that is done: one line per epoch and per measurement.
  static Answer.Lines train(Query query) {
    return COMPARISON::follow;
  }

  /// A network that was measured.
  ///
  /// @param name its name
  /// @param accuracy the share of the pictures held out that it predicts correctly
  /// @param low the lower end of the accuracy's 95 % interval
  /// @param high the upper end
  /// @param milliseconds the time for one picture
  /// @param time the same as text
  /// @param inBulk the time per picture of a large batch, as text
  /// @param training the time of its training, as text
  /// @param parameters the number of parameters
  /// @param frontier whether it is on the Pareto frontier: no other is better in accuracy or time
  ///   without being worse in the other
  /// @param fast whether it answers within the budget
  record Model(
      String name,
      double accuracy,
      double low,
      double high,
      double milliseconds,
      String time,
      String inBulk,
      String training,
      int parameters,
      boolean frontier,
      boolean fast) {}

  /// A model for a purpose.
  ///
  /// @param name the name of the model; null if none will do
  /// @param why the reason
  record Pick(String name, String why) {
    private static Pick of(Choice choice) {
      return new Pick(choice.chosen().map(Candidate::name).orElse(null), choice.why());
    }
  }

  /// What has been measured so far, and what follows for each purpose.
  ///
  /// @param models the networks
  /// @param frontier those on the Pareto frontier, from the fastest to the most accurate
  /// @param tested the number of pictures held out
  /// @param budget the time that an answer may take, as text
  /// @param milliseconds the same as a number
  /// @param inTime the model that answers within the budget; this and the next two are null before
  ///   the first measurement
  /// @param inBulk the model for many pictures at once
  /// @param small the smallest that will do
  /// @param machine where it was measured
  record Models(
      List<Model> models,
      List<String> frontier,
      int tested,
      String budget,
      double milliseconds,
      Pick inTime,
      Pick inBulk,
      Pick small,
      String machine) {}

  /// Chooses among the networks that have been measured so far.
  static Models models(Query query) {
    double budget = query.number("budget", 0.5, 0.001, 10_000) / 1e3;
    return models(COMPARISON.soFar(), budget);
  }

  /// Chooses among networks.
  ///
  /// @param all the networks, with their measurements
  /// @param budget the seconds that an answer may take
  static Models models(List<Candidate> all, double budget) {
    List<Candidate> frontier = Candidate.frontier(all);
    Optional<List<Candidate>> some = Optional.of(all).filter(each -> !each.isEmpty());
    return new Models(
        all.stream()
            .map(
                each ->
                    new Model(
                        each.name(),
                        each.accuracy(),
                        each.interval().low(),
                        each.interval().high(),
                        1e3 * each.alone(),
                        Choice.time(each.alone()),
                        Choice.time(each.inBulk()),
                        Choice.time(each.training()),
                        each.parameters(),
                        frontier.contains(each),
                        each.alone() <= budget))
            .toList(),
        frontier.stream().map(Candidate::name).toList(),
        DigitNet.heldOut().size(),
        Choice.time(budget),
        1e3 * budget,
        some.map(known -> Pick.of(Choice.within(known, budget))).orElse(null),
        some.map(known -> Pick.of(Choice.forBulk(known))).orElse(null),
        some.map(known -> Pick.of(Choice.smallest(known))).orElse(null),
        String.format(
            Locale.ROOT,
            "this machine: %s, %d processors, Java %s, backend %s",
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().feature(),
            Backends.current().name()));
  }
}
