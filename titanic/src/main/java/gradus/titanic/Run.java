package gradus.titanic;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.EpochListener;
import gradus.nn.Layer;
import gradus.nn.Trainer;

/// A model that has been trained.
///
/// @param plan what was planned
/// @param model with its trained parameters
/// @param losses one an epoch, before its step
/// @param accuracy the share of the validation rows that it gets right
record Run(Plan plan, Layer model, double[] losses, double accuracy) {
  /// Trains.
  static Run of(
      Plan plan, Recipe recipe, Recipe.Problem problem, long seed, EpochListener listener) {
    Generator generator = new Generator(seed);
    Layer model = plan.model().apply(generator);
    Dataset training = problem.training();
    double[] losses =
        Trainer.fit(
            model,
            training,
            recipe::loss,
            recipe.optimizer(model.parameters().values(), plan.lr()),
            plan.epochs(),
            training.size(),
            generator,
            listener);
    return new Run(plan, model, losses, accuracy(model, problem.validation()));
  }

  /// Who survives, says a model: 1 where the prediction is above a half.
  static Tensor survived(Layer model, Tensor x) {
    return Tensor.noGrad(() -> model.forward(x).gt(0.5));
  }

  private static double accuracy(Layer model, Dataset rows) {
    return survived(model, rows.x()).eq(rows.y()).mean().item();
  }

  int parameterCount() {
    return model.parameters().values().stream().mapToInt(Tensor::size).sum();
  }
}
