package gradus.vision.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// A choice among networks, and why.
///
/// @param chosen the network; empty if none will do
/// @param why the reason, a sentence
public record Choice(Optional<Candidate> chosen, String why) {
  private static final Comparator<Candidate> BY_ACCURACY =
      Comparator.comparingDouble(Candidate::accuracy)
          .thenComparing(Comparator.comparingDouble(Candidate::alone).reversed());

  /// {@return the most accurate network that answers within a time}
  ///
  /// @param all the networks, at least one
  /// @param budget the seconds for one picture
  public static Choice within(List<Candidate> all, double budget) {
    List<Candidate> fast = all.stream().filter(each -> each.alone() <= budget).toList();
    if (fast.isEmpty()) {
      Candidate fastest = least(all, Candidate::alone);
      return new Choice(
          Optional.empty(),
          line(
              "none answers within %s; the fastest, %s, takes %s",
              time(budget), fastest.name(), time(fastest.alone())));
    }
    Candidate best = fast.stream().max(BY_ACCURACY).orElseThrow();
    return new Choice(
        Optional.of(best),
        line(
            "%s within %s: %.2f %% in %s",
            fast.size() == 1
                ? "the only one that answers"
                : line("the most accurate of the %d that answer", fast.size()),
            time(budget),
            100 * best.accuracy(),
            time(best.alone())));
  }

  /// {@return the fastest in bulk of the networks that are as accurate as the best: whose accuracy
  /// is not below the 95 % interval of the best one's}
  ///
  /// @param all the networks, at least one
  public static Choice forBulk(List<Candidate> all) {
    Candidate chosen = least(asGoodAsTheBest(all), Candidate::inBulk);
    return new Choice(
        Optional.of(chosen),
        line(
            "%s: %.2f %% at %s a picture",
            among(all, "the fastest in bulk"), 100 * chosen.accuracy(), time(chosen.inBulk())));
  }

  /// {@return the smallest of the networks that are as accurate as the best}
  ///
  /// @param all the networks, at least one
  public static Choice smallest(List<Candidate> all) {
    Candidate chosen = least(asGoodAsTheBest(all), Candidate::parameters);
    return new Choice(
        Optional.of(chosen),
        line(
            "%s: %.2f %% with %,d parameters",
            among(all, "the smallest"), 100 * chosen.accuracy(), chosen.parameters()));
  }

  /// {@return the most accurate network of at most so many parameters}
  ///
  /// @param all the networks, at least one
  /// @param most the number of parameters
  public static Choice withParameters(List<Candidate> all, int most) {
    List<Candidate> small = all.stream().filter(each -> each.parameters() <= most).toList();
    if (small.isEmpty()) {
      Candidate smallest = least(all, Candidate::parameters);
      return new Choice(
          Optional.empty(),
          line(
              "none has at most %,d parameters; the smallest, %s, has %,d",
              most, smallest.name(), smallest.parameters()));
    }
    Candidate best = small.stream().max(BY_ACCURACY).orElseThrow();
    return new Choice(
        Optional.of(best),
        line(
            "%s with at most %,d parameters: %.2f %% with %,d",
            small.size() == 1 ? "the only one" : line("the most accurate of the %d", small.size()),
            most,
            100 * best.accuracy(),
            best.parameters()));
  }

  private static List<Candidate> asGoodAsTheBest(List<Candidate> all) {
    Candidate best = all.stream().max(BY_ACCURACY).orElseThrow();
    return all.stream().filter(each -> each.accuracy() >= best.interval().low()).toList();
  }

  private static String among(List<Candidate> all, String superlative) {
    Candidate best = all.stream().max(BY_ACCURACY).orElseThrow();
    int good = asGoodAsTheBest(all).size();
    if (all.size() == 1) {
      return "the only one";
    }
    return good == 1
        ? line("the others are less accurate, on %d pictures beyond chance", best.tested())
        : line(
            "%s of the %d whose accuracy %d pictures can't tell from the best, %s",
            superlative, good, best.tested(), best.name());
  }

  private static Candidate least(List<Candidate> all, ToDoubleFunction<Candidate> figure) {
    return all.stream().min(Comparator.comparingDouble(figure)).orElseThrow();
  }

  /// {@return a time as text, in seconds, milliseconds or microseconds}
  ///
  /// @param seconds the time
  public static String time(double seconds) {
    if (seconds >= 1) {
      return line("%.2f s", seconds);
    }
    return seconds >= 1e-3 ? line("%.2f ms", 1e3 * seconds) : line("%.1f µs", 1e6 * seconds);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
