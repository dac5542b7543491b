package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Checkpoint;
import gradus.nn.Dropout;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.io.Safetensors;
import gradus.nn.learn.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkTrainerTest {
  private static final String[] FEATURES = {
    "Age", "SibSp", "Parch", "LogFare", "Male", "First", "Third"
  };

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Dataset<Row> passengers;
  private static Dataset<Row> digits;

  @BeforeAll
  static void start() {
    spark = Sessions.shared();
    passengers = Sessions.numbers(spark, folder).cache();
    digits = Sessions.digits(spark);
  }

  private static SparkTrainer titanic() {
    return SparkTrainer.of(
            g ->
                new Sequential(
                    new Linear(g, 7, 32), new ReLU(), new Dropout(0.1, g), new Linear(g, 32, 1)),
            parameters -> new AdamW(parameters, 0.01),
            Losses::bceWithLogits)
        .features(FEATURES)
        .target("Survived")
        .shards(4)
        .batchSize(128)
        .epochs(40)
        .epochsPerJob(40)
        .seed(442);
  }

  private static Layer digitsNet(Generator g) {
    return new Sequential(new Linear(g, 64, 48), new ReLU(), new Linear(g, 48, 10));
  }

  private static byte[] bits(SparkModel model) {
    return Safetensors.toBytes(model.layer().state(), Map.of());
  }

  @Test
  void passengersOfTheTitanicWithTheSameBitsInAnyPartitions() throws IOException {
    SparkModel model = titanic().workers(2).fit(passengers);
    long right =
        model.transform(passengers, "logit").filter("(logit > 0) = (Survived = 1)").count();
    assertThat(right / 891.0).isGreaterThan(0.81);
    assertThat(model.history()).hasSize(40);
    assertThat(model.history().getLast().loss()).isBetween(0.3, 0.45);

    Dataset<Row> others =
        passengers
            .repartition(7, functions.col("PassengerId"))
            .orderBy(functions.col("Age").desc(), functions.col("PassengerId"));
    SparkModel again = titanic().workers(1).fit(others);
    assertThat(bits(again)).isEqualTo(bits(model));
    assertThat(again.history().stream().map(EpochReport::loss))
        .isEqualTo(model.history().stream().map(EpochReport::loss).toList());
  }

  @Test
  void aRunBeginsFromACheckpoint(@TempDir Path checkpoints) throws IOException {
    SparkModel whole = titanic().epochs(4).epochsPerJob(4).workers(2).fit(passengers);
    titanic()
        .epochs(2)
        .epochsPerJob(2)
        .workers(2)
        .checkpoint("file:" + checkpoints)
        .fit(passengers);
    // 891 rows, 128 a step.
    String half = "file:" + checkpoints.resolve("step-0000000014.safetensors");
    SparkModel rest = titanic().epochs(4).epochsPerJob(2).workers(1).from(half).fit(passengers);
    assertThat(rest.history()).extracting(EpochReport::epoch).containsExactly(3, 4);
    assertThat(bits(rest)).isEqualTo(bits(whole));
  }

  @Test
  void aCheckpointThatCanNotBeUsedIsRefused(@TempDir Path elsewhere) throws IOException {
    Path file = elsewhere.resolve("other.safetensors");
    assertThatThrownBy(() -> titanic().from("file:" + file).fit(passengers))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't begin from file:" + file)
        .hasMessageContaining("does not exist");
    Layer other = digitsNet(new Generator(0));
    AdamW optimizer = new AdamW(other.parameters().values(), 0.01);
    new Checkpoint(other, optimizer, List.of()).save(file, Map.of());
    assertThatThrownBy(() -> titanic().from("file:" + file).fit(passengers))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't begin from file:" + file)
        .hasMessageContaining("f32[48, 64], not f32[32, 7]");
  }

  @Test
  void digitsAsClassesWithValidationAndAMetric() throws IOException {
    Dataset<Row> training = digits.filter("hash(pixels) % 5 <> 0");
    Dataset<Row> held = digits.filter("hash(pixels) % 5 = 0").cache();
    SparkModel model =
        SparkTrainer.of(
                SparkTrainerTest::digitsNet,
                parameters -> new AdamW(parameters, 0.01),
                Losses::crossEntropy)
            .features("pixels")
            .classes("digit", 10)
            .schedule(Schedule.oneCycle())
            .shards(2)
            .batchSize(64)
            .epochs(10)
            .epochsPerJob(10)
            .validation(held)
            .metric("accuracy", SparkTrainerTest::accuracy)
            .fit(training);
    var last = model.history().getLast().validation().orElseThrow();
    assertThat(last.rows()).isEqualTo(held.count());
    assertThat(last.metrics().get("accuracy")).isGreaterThan(0.95);

    List<Row> said = model.transform(held, "logits").select("digit", "logits").collectAsList();
    int right = 0;
    for (Row row : said) {
      List<Float> logits = row.getList(1);
      assertThat(logits).hasSize(10);
      int best = 0;
      for (int i = 0; i < 10; i++) {
        best = logits.get(i) > logits.get(best) ? i : best;
      }
      right += best == row.getInt(0) ? 1 : 0;
    }
    assertThat((double) right / said.size()).isEqualTo(last.metrics().get("accuracy"));
  }

  private static double accuracy(Tensor logits, Tensor labels) {
    int[] said = logits.argmax(1).toInts();
    int[] right = labels.toInts();
    int count = 0;
    for (int i = 0; i < right.length; i++) {
      count += said[i] == right[i] ? 1 : 0;
    }
    return (double) count / right.length;
  }

  @Test
  void stopsWhereTheValidationNoLongerImproves() throws IOException {
    List<EpochReport> told = new ArrayList<>();
    SparkModel model =
        titanic()
            .epochs(40)
            .epochsPerJob(1)
            // So large a rate that the loss rises from the second epoch.
            .schedule((step, _) -> step < 7 ? 1 : 100)
            .validation(passengers.filter("PassengerId % 5 = 0"))
            .earlyStopping(2)
            .listener(told::add)
            .fit(passengers.filter("PassengerId % 5 <> 0"));
    assertThat(model.history()).isEqualTo(told);
    List<Double> losses =
        told.stream().map(report -> report.validation().orElseThrow().loss()).toList();
    assertThat(losses.size()).isLessThan(10);
    double best = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    assertThat(losses.indexOf(best)).isEqualTo(losses.size() - 3);
  }

  @Test
  void columnsOfAllKindsGiveTheSameNumbers() throws IOException {
    Dataset<Row> rows =
        spark.sql(
            """
            select cast(id as int) as i, cast(id % 5 as tinyint) as b,
              cast(id * 0.25 as decimal(10, 2)) as d, id % 2 = 0 as t,
              array(cast(id as double), null, 2.5D)[0] as x, cast(id % 3 as float) as y
            from range(40)
            """);
    SparkTrainer trainer =
        SparkTrainer.of(
                g -> new Linear(g, 4, 1), parameters -> new SGD(parameters, 1e-4), Losses::mse)
            .target("y")
            .shards(2)
            .workers(1);
    SparkModel plain = trainer.features("i", "b", "d", "t").fit(rows);
    Dataset<Row> packed =
        new VectorAssembler()
            .setInputCols(new String[] {"d", "t"})
            .setOutputCol("vector")
            .transform(rows.withColumn("array", functions.expr("array(i, cast(b as int))")));
    assertThat(bits(trainer.features("array", "vector").fit(packed))).isEqualTo(bits(plain));
    assertThat(
            bits(
                trainer
                    .features(
                        row ->
                            Tensor.of(
                                row.getInt(0),
                                row.getByte(1),
                                row.getDecimal(2).floatValue(),
                                row.getBoolean(3) ? 1 : 0))
                    .target(row -> Tensor.of(row.getFloat(5)))
                    .fit(rows)))
        .isEqualTo(bits(plain));
  }
}
