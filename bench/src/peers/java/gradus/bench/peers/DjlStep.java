package gradus.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import gradus.bench.SmallEntry;
import gradus.bench.SmallProblem;
import java.util.List;

/// The Titanic step with DJL: its arrays, its loss, its gradients.
final class DjlStep implements SmallEntry {
  private final NDManager manager;
  private final Engine engine = Engine.getEngine("PyTorch");
  private final Loss criterion = Loss.sigmoidBinaryCrossEntropyLoss();
  private final NDArray x;
  private final NDArray y;
  private final NDArray weight1;
  private final NDArray bias1;
  private final NDArray weight2;
  private final NDArray bias2;
  private float last;

  DjlStep(NDManager manager, SmallProblem problem) {
    this.manager = manager;
    x = manager.create(problem.x(), new Shape(SmallProblem.ROWS, SmallProblem.COLUMNS));
    y = manager.create(problem.y(), new Shape(SmallProblem.ROWS, 1));
    weight1 = parameter(problem.weight1(), SmallProblem.HIDDEN, SmallProblem.COLUMNS);
    bias1 = parameter(problem.bias1(), SmallProblem.HIDDEN);
    weight2 = parameter(problem.weight2(), 1, SmallProblem.HIDDEN);
    bias2 = parameter(problem.bias2(), 1);
  }

  private NDArray parameter(float[] values, long... shape) {
    NDArray parameter = manager.create(values, new Shape(shape));
    parameter.setRequiresGradient(true);
    return parameter;
  }

  @Override
  public double seconds(long repetitions) {
    long start = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      step(i == repetitions - 1);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void step(boolean isLast) {
    try (NDManager temporary = manager.newSubManager()) {
      temporary.tempAttachAll(x, y);
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray hidden = Activation.relu(x.matMul(weight1.transpose()).add(bias1));
        NDArray logits = hidden.matMul(weight2.transpose()).add(bias2);
        NDArray loss = criterion.evaluate(new NDList(y), new NDList(logits));
        collector.backward(loss);
        last = isLast ? loss.getFloat() : last;
      }
      for (NDArray parameter : List.of(weight1, bias1, weight2, bias2)) {
        NDArray gradient = parameter.getGradient();
        gradient.attach(temporary);
        parameter.subi(gradient.mul(SmallProblem.RATE));
        gradient.subi(gradient);
      }
    }
  }

  @Override
  public double value() {
    return last;
  }
}
