package gradus.lab;

import gradus.nn.Layer;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Models of the Titanic's passengers, trained when they are first asked for. The same settings
/// always give the same model, so the last few are kept, and whoever asks for one of them shares
/// it: a trained model must not be changed.
final class TrainedModels {
  static final int MOST_HIDDEN = 64;
  static final int MOST_EPOCHS = 3000;
  static final double HIGHEST_RATE = 100;
  private static final int MOST_SEED = 999_999;
  private static final int KEPT = 8;

  private static final Recipe RECIPE = Recipe.named("lesson");
  private static final Passengers PASSENGERS = Passengers.embedded();
  private static final Recipe.Prepared PREPARED = RECIPE.prepare(PASSENGERS);

  private static final Map<Settings, Trained> LAST =
      new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Settings, Trained> eldest) {
          return size() > KEPT;
        }
      };

  private TrainedModels() {}

  /// All that a trained model depends on.
  ///
  /// @param model how deep it is
  /// @param hidden values in a hidden layer
  /// @param lr the learning rate
  /// @param epochs steps through the data
  /// @param seed of the first values
  record Settings(Recipe.Kind model, int hidden, double lr, int epochs, long seed) {
    /// The lesson's own.
    static final Settings LESSON = new Settings(Recipe.Kind.NET, 20, 0.2, 300, Recipe.SEED);

    /// What the page asks for by the parameters model, hidden, lr, epochs and seed.
    static Settings of(Query query) {
      return new Settings(
          Recipe.Kind.valueOf(
              query.choice("model", "net", "linear", "deep").toUpperCase(Locale.ROOT)),
          query.whole("hidden", LESSON.hidden, 1, MOST_HIDDEN),
          query.number("lr", LESSON.lr, 0, HIGHEST_RATE),
          query.whole("epochs", LESSON.epochs, 0, MOST_EPOCHS),
          query.whole("seed", (int) Recipe.SEED, 0, MOST_SEED));
    }
  }

  /// A trained model.
  ///
  /// @param run the model, and how the training went
  /// @param accuracies the share of validation rows predicted rightly, after each step
  record Trained(Run run, double[] accuracies) {}

  /// Hears how training goes.
  @FunctionalInterface
  interface Listener {
    /// Told after each step.
    ///
    /// @param epoch its number, from 0
    /// @param loss before the step
    /// @param accuracy the share of validation rows predicted rightly after it
    void epoch(int epoch, double loss, double accuracy);
  }

  /// The passengers that all models learn from.
  static Passengers passengers() {
    return PASSENGERS;
  }

  /// What the recipe made of them.
  static Recipe.Prepared prepared() {
    return PREPARED;
  }

  /// A trained model.
  static Trained of(Settings settings) {
    return of(settings, (_, _, _) -> {});
  }

  /// A trained model, with somebody who hears how it learned: while it learns, or once more if that
  /// has been before. If the listener throws, training ends there.
  static Trained of(Settings settings, Listener listener) {
    Trained known = known(settings);
    if (known == null) {
      Trained trained = train(settings, listener);
      keep(settings, trained);
      return trained;
    }
    for (int epoch = 0; epoch < known.accuracies().length; epoch++) {
      listener.epoch(epoch, known.run().losses()[epoch], known.accuracies()[epoch]);
    }
    return known;
  }

  private static Trained known(Settings settings) {
    synchronized (LAST) {
      return LAST.get(settings);
    }
  }

  private static void keep(Settings settings, Trained trained) {
    synchronized (LAST) {
      LAST.put(settings, trained);
    }
  }

  private static Trained train(Settings settings, Listener listener) {
    Recipe.Settings own =
        new Recipe.Settings(
            OptionalInt.of(settings.epochs()),
            OptionalDouble.of(settings.lr()),
            OptionalInt.of(settings.hidden()),
            settings.seed());
    Recipe.Plan plan = RECIPE.plans(List.of(settings.model()), own).getFirst();
    Layer model = Run.firstModel(RECIPE, plan, PREPARED, settings.seed());
    double[] accuracies = new double[settings.epochs()];
    Run run =
        Run.train(
            RECIPE,
            plan,
            PREPARED,
            model,
            settings.seed(),
            (epoch, loss) -> {
              int right = Run.right(model, PREPARED.validation());
              accuracies[epoch] = (double) right / PREPARED.validation().size();
              listener.epoch(epoch, loss, accuracies[epoch]);
            });
    return new Trained(run, accuracies);
  }
}
