package gradus.nn.distributed;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Validates a model over the rows of all workers. Each shard's sums are exchanged exactly, and
/// added in the order of the shards.
final class Validations {
  /// The number of rows that go through the model at once.
  private static final int AT_ONCE = 256;

  private Validations() {}

  static Validation run(
      TrainingPlan plan, Replica replica, int epoch, Shard[] shards, Collective all)
      throws IOException {
    // The loss, and then the metrics.
    int figures = 1 + plan.metrics().size();
    int[] mine = new int[shards.length * (1 + 2 * figures)];
    for (int n = 0; n < shards.length; n++) {
      if (shards[n] != null) {
        int at = n * (1 + 2 * figures);
        mine[at++] = shards[n].rows();
        for (double sum : sums(plan, replica, shards[n])) {
          long bits = Double.doubleToLongBits(sum);
          mine[at++] = (int) bits;
          mine[at++] = (int) (bits >>> 32);
        }
      }
    }
    int[] known = Exchange.tell(all, plan.shards(), mine);
    long rows = 0;
    double[] totals = new double[figures];
    for (int at = 0; at < known.length; ) {
      rows += known[at++];
      for (int i = 0; i < figures; i++) {
        long low = Integer.toUnsignedLong(known[at++]);
        totals[i] += Double.longBitsToDouble((long) known[at++] << 32 | low);
      }
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    List<String> names = List.copyOf(plan.metrics().keySet());
    for (int i = 0; i < names.size(); i++) {
      metrics.put(names.get(i), totals[i + 1] / rows);
    }
    return new Validation(epoch, rows, totals[0] / rows, metrics);
  }

  /// {@return the sums of the loss and of the metrics over the rows of a shard}
  private static double[] sums(TrainingPlan plan, Replica replica, Shard shard) throws IOException {
    List<TrainingPlan.Metric> metrics = new ArrayList<>();
    metrics.add((prediction, target) -> plan.loss().of(prediction, target).item());
    metrics.addAll(plan.metrics().values());
    double[] sums = new double[metrics.size()];
    for (int start = 0; start < shard.rows(); start += AT_ONCE) {
      int end = Math.min(shard.rows(), start + AT_ONCE);
      Dataset rows = shard.select(IntStream.range(start, end).toArray());
      Tensor prediction = replica.predict(rows.x(), Sampling.mix(plan.seed(), -1, shard.number()));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += metrics.get(i).of(prediction, rows.y()) * rows.size();
      }
    }
    return sums;
  }
}
