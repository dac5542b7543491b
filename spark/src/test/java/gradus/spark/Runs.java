package gradus.spark;

import gradus.nn.AdamW;
import gradus.nn.BatchNorm;
import gradus.nn.Dropout;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.distributed.Collective;
import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.Segment;
import gradus.nn.distributed.Shard;
import gradus.nn.distributed.ShardWriter;
import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.spark.api.java.JavaSparkContext;

/// A small training, and what comes out of it without Spark.
final class Runs {
  static final RowSpec SPEC = new RowSpec(RowSpec.Field.floats(3), RowSpec.Field.floats(1));
  static final int ROWS = 300;
  static final int HELD = 40;

  /// 4 steps an epoch.
  static final TrainingPlan PLAN = plan(Losses::mse);

  private Runs() {}

  static TrainingPlan plan(TrainingPlan.Loss loss) {
    return TrainingPlan.of(
            g ->
                new Sequential(
                    new Linear(g, 3, 8),
                    new BatchNorm(8),
                    new ReLU(),
                    new Dropout(0.2, g),
                    new Linear(g, 8, 1)),
            parameters -> new AdamW(parameters, 0.01),
            loss)
        .shards(5)
        .batchSize(75)
        .epochs(3)
        .seed(7);
  }

  static List<byte[]> rows(int count, long seed) {
    Random random = new Random(seed);
    RowEncoder encoder = new RowEncoder(SPEC);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float a = random.nextFloat();
      float b = random.nextFloat();
      rows.add(encoder.features(a, b, random.nextFloat()).targets(a * b).row());
    }
    return rows;
  }

  /// Rows in `parts` partitions, with others to validate with.
  static TrainingRows rows(JavaSparkContext spark, int parts) {
    return new TrainingRows(
        SPEC,
        spark.parallelize(rows(ROWS, 1), parts),
        spark.parallelize(rows(HELD, 2), Math.max(1, parts / 2)));
  }

  /// One machine, without Spark.
  static Segment.Result alone(TrainingPlan plan) throws IOException {
    try (Collective single = Collective.single()) {
      return new Segment(plan, Segment.ALL_STEPS)
          .run(
              null,
              shards(rows(ROWS, 1), plan.shards()),
              shards(rows(HELD, 2), plan.shards()),
              single,
              _ -> {});
    }
  }

  private static List<Shard> shards(List<byte[]> rows, int count) throws IOException {
    List<Shard> shards = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      List<byte[]> mine = new ArrayList<>();
      for (byte[] row : rows) {
        CRC32C hash = new CRC32C();
        hash.update(row);
        if (hash.getValue() % count == number) {
          mine.add(row);
        }
      }
      mine.sort(Arrays::compareUnsigned);
      try (ShardWriter writer = ShardWriter.onHeap(number, SPEC)) {
        for (byte[] row : mine) {
          RowEncoder.write(SPEC, row, 0, writer);
        }
        shards.add(writer.finish());
      }
    }
    return shards;
  }
}
