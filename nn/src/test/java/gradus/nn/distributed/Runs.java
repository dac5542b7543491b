package gradus.nn.distributed;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.BatchNorm;
import gradus.nn.Dataset;
import gradus.nn.Dropout;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.learn.Schedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Training runs, with all that is not the same from step to step and from shard to shard.
final class Runs {
  static final int COLUMNS = 5;
  static final int CLASSES = 3;

  private Runs() {}

  /// A schedule, dropout and an optimizer that counts steps; integers as targets.
  static final TrainingPlan DROPOUT =
      TrainingPlan.of(
              g ->
                  new Sequential(
                      new Linear(g, COLUMNS, 6),
                      new ReLU(),
                      new Dropout(0.3, g),
                      new Linear(g, 6, CLASSES)),
              parameters -> new AdamW(parameters, 0.02),
              Losses::crossEntropy)
          .schedule(Schedule.oneCycle())
          .seed(-3)
          .shards(7)
          .batchSize(13)
          .epochs(3);

  /// Running statistics, momentum, and metrics; floats as targets.
  static final TrainingPlan STATISTICS =
      TrainingPlan.of(
              g ->
                  new Sequential(
                      new Linear(g, COLUMNS, 4),
                      new BatchNorm(4),
                      new ReLU(),
                      new Linear(g, 4, CLASSES)),
              parameters -> new SGD(parameters, new SGD.Options(0.1, 0.9, false, 0.01)),
              Losses::mse)
          .metric("l1", (prediction, target) -> Losses.l1(prediction, target).item())
          .seed(4)
          .shards(7)
          .batchSize(28)
          .epochs(3);

  /// Shards of 38 rows, of which two have none.
  static List<Shard> shards(Dataset rows) throws IOException {
    int[] ends = {0, 9, 13, 13, 25, 29, rows.size()};
    List<Shard> all = new ArrayList<>();
    int start = 0;
    for (int number = 0; number < ends.length; number++) {
      Dataset part =
          new Dataset(
              rows.x().slice(0, start, ends[number]), rows.y().slice(0, start, ends[number]));
      all.add(written(part, ShardWriter.onHeap(number, RowSpec.of(rows))));
      start = ends[number];
    }
    return all;
  }

  /// Writes rows one by one.
  static Shard written(Dataset rows, ShardWriter writer) throws IOException {
    try (writer) {
      for (int row = 0; row < rows.size(); row++) {
        Tensor x = rows.x().slice(0, row, row + 1);
        Tensor y = rows.y().slice(0, row, row + 1);
        ShardWriter features =
            x.dtype() == DType.I32 ? writer.features(x.toInts()) : writer.features(x.toFloats());
        if (y.dtype() == DType.I32) {
          features.targets(y.toInts());
        } else {
          features.targets(y.toFloats());
        }
      }
      return writer.finish();
    }
  }

  /// Rows with the number of a class.
  static Dataset classes(int rows) {
    Generator g = new Generator(rows);
    Tensor x = Tensor.randn(g, rows, COLUMNS);
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row * 7 % CLASSES;
    }
    return new Dataset(x, Tensor.fromArray(labels, rows));
  }

  /// Rows with a vector of numbers.
  static Dataset numbers(int rows) {
    Generator g = new Generator(rows);
    return new Dataset(Tensor.randn(g, rows, COLUMNS), Tensor.randn(g, rows, CLASSES));
  }

  /// What came out of several segments.
  record Outcome(byte[] state, List<Double> losses, List<Validation> validations) {}

  /// Some steps by a number of workers.
  record Part(int workers, int steps) {}

  static Outcome run(TrainingPlan plan, List<Shard> rows, List<Shard> validation, Part... parts)
      throws IOException {
    return from(null, plan, rows, validation, parts);
  }

  static Outcome from(
      byte[] state, TrainingPlan plan, List<Shard> rows, List<Shard> validation, Part... parts)
      throws IOException {
    List<Double> losses = new ArrayList<>();
    List<Validation> validations = new ArrayList<>();
    byte[] at = state;
    for (Part part : parts) {
      byte[] start = at;
      Segment segment = new Segment(plan, part.steps());
      Segment.Result result =
          WorkerThreads.run(
                  part.workers(),
                  worker ->
                      segment.run(
                          start,
                          Shards.own(rows, worker),
                          validation.isEmpty() ? List.of() : Shards.own(validation, worker),
                          worker,
                          _ -> {}))
              .getFirst();
      for (double loss : result.losses()) {
        losses.add(loss);
      }
      validations.addAll(result.validations());
      at = result.state();
    }
    return new Outcome(at, losses, validations);
  }
}
