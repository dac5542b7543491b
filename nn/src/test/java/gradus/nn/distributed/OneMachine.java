package gradus.nn.distributed;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Checkpoint;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Optimizer;
import gradus.nn.Training;
import java.util.List;
import java.util.Map;

/// The ordinary loop, with the model and the optimizer of a plan.
final class OneMachine {
  private final TrainingPlan plan;
  private final Generator generator;
  private final Layer model;
  private final Optimizer optimizer;

  OneMachine(TrainingPlan plan) {
    this.plan = plan;
    generator = new Generator(plan.seed());
    model = plan.model().make(generator);
    optimizer = plan.optimizer().make(model.parameters().values());
  }

  Layer model() {
    return model;
  }

  Checkpoint checkpoint() {
    return new Checkpoint(model, optimizer, List.of());
  }

  byte[] bytes() {
    return checkpoint().toBytes(Map.of());
  }

  Checkpoint withGenerator() {
    return new Checkpoint(model, optimizer, List.of(generator));
  }

  /// A step with all rows at once, and the draws of a segment's step with one shard.
  double step(Dataset rows, int step, int steps) {
    generator.seed(Sampling.mix(plan.seed(), step, 0));
    double lr = optimizer.lr();
    optimizer.lr(lr * plan.schedule().factor(step, steps));
    optimizer.zeroGrad();
    Tensor loss = Training.on(() -> plan.loss().of(model.forward(rows.x()), rows.y()));
    loss.backward();
    optimizer.step();
    optimizer.lr(lr);
    return loss.item();
  }
}
