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

/// Models of the Titanic's passengers, trained on first use. The same settings always give the same
/// model, so the most recent ones are kept and shared. A trained model must not be changed.
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

  /// The settings that a trained model depends on.
  ///
  /// @param model the number of hidden layers
  /// @param hidden the number of units in each hidden layer
  /// @param lr the learning rate
  /// @param epochs the number of epochs
  /// @param seed the seed of the initial weights
  record Settings(Recipe.Kind model, int hidden, double lr, int epochs, long seed) {
    /// The lesson's settings.
    static final Settings LESSON = new Settings(Recipe.Kind.NET, 20, 0.2, 300, Recipe.SEED);

    /// Reads the parameters model, hidden, lr, epochs and seed.
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
  /// @param run the model and its training
  /// @param accuracies the accuracy on the validation set after each epoch
  record Trained(Run run, double[] accuracies) {}

  /// A listener to the progress of training.
  @FunctionalInterface
  interface Listener {
    /// Called after each epoch.
    ///
    /// @param epoch its number, from 0
    /// @param loss the training loss before its step
    /// @param accuracy the accuracy on the validation set after it
    void epoch(int epoch, double loss, double accuracy);
  }

  /// Returns the passengers that all models are trained on.
  static Passengers passengers() {
    return PASSENGERS;
  }

  /// Returns the passengers' data as prepared by the recipe.
  static Recipe.Prepared prepared() {
    return PREPARED;
  }

  /// Returns a trained model.
  static Trained of(Settings settings) {
    return of(settings, (_, _, _) -> {});
  }

  /// Returns a trained model and reports each epoch to a listener: during the training, or
  /// afterwards if the model is already trained. An exception from the listener ends the training.
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
