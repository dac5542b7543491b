package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Generator;
import gradus.nn.AdamW;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.distributed.TrainingPlan.ModelFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkEstimatorTest {
  @TempDir static Path folder;
  private static SparkSession spark;
  private static Dataset<Row> passengers;

  /// A factory that can be found again.
  public static final class Net implements ModelFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Layer make(Generator g) {
      return new Sequential(new Linear(g, 7, 16), new ReLU(), new Linear(g, 16, 2));
    }
  }

  @BeforeAll
  static void start() {
    spark = Sessions.shared();
    passengers =
        Sessions.passengers(spark, folder)
            .na()
            .fill(28, new String[] {"Age"})
            .withColumn("Held", functions.expr("PassengerId % 5 = 0"))
            .cache();
  }

  private static NetworkEstimator network(ModelFactory net) {
    return new NetworkEstimator(
            SparkTrainer.of(net, parameters -> new AdamW(parameters, 0.01), Losses::crossEntropy)
                .shards(2)
                .workers(1)
                .batchSize(128)
                .epochsPerJob(100)
                .epochs(30))
        .setLabelCol("Survived")
        .setNumClasses(2);
  }

  private static Pipeline pipeline(NetworkEstimator network) {
    StringIndexer indexer =
        new StringIndexer()
            .setInputCols(new String[] {"Sex", "Pclass"})
            .setOutputCols(new String[] {"SexIndex", "ClassIndex"});
    OneHotEncoder encoder =
        new OneHotEncoder()
            .setInputCols(new String[] {"ClassIndex"})
            .setOutputCols(new String[] {"ClassVector"});
    VectorAssembler assembler =
        new VectorAssembler()
            .setInputCols(new String[] {"SexIndex", "ClassVector", "Age", "SibSp", "Parch", "Fare"})
            .setOutputCol("features");
    return new Pipeline().setStages(new PipelineStage[] {indexer, encoder, assembler, network});
  }

  @Test
  void aPipelineThatIsWrittenAndRead() throws IOException {
    NetworkEstimator network = network(new Net()).setValidationIndicatorCol("Held");
    PipelineModel model = pipeline(network).fit(passengers);
    Dataset<Row> said = model.transform(passengers);
    long right = said.filter("prediction = Survived").count();
    assertThat(right / 891.0).isGreaterThan(0.77);
    NetworkModel trained = (NetworkModel) model.stages()[3];
    assertThat(trained.parent().uid()).isEqualTo(network.uid());
    assertThat(trained.network().history()).hasSize(30);
    assertThat(trained.network().history().getLast().validation().orElseThrow().rows())
        .isEqualTo(178);
    Row first = said.select("prediction", "rawPrediction").first();
    Vector raw = first.getAs(1);
    assertThat(raw.size()).isEqualTo(2);
    assertThat(raw.argmax()).isEqualTo((int) first.getDouble(0));

    String path = folder.resolve("pipeline").toString();
    model.write().save(path);
    PipelineModel read = PipelineModel.load(path);
    assertThat(read.stages()[3].uid()).isEqualTo(network.uid());
    assertThat(read.transform(passengers).select("rawPrediction").collectAsList())
        .isEqualTo(said.select("rawPrediction").collectAsList());
  }

  @Test
  void crossValidationChoosesALearningRate() throws IOException {
    NetworkEstimator network =
        network(g -> new Sequential(new Linear(g, 7, 16), new ReLU(), new Linear(g, 16, 2)))
            .setEpochs(20);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(network.learningRate(), new double[] {1e-9, 0.01}).build();
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(pipeline(network))
            .setEvaluator(
                new MulticlassClassificationEvaluator()
                    .setLabelCol("Survived")
                    .setMetricName("accuracy"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(2)
            .fit(passengers);
    double[] accuracies = model.avgMetrics();
    assertThat(accuracies[1]).isGreaterThan(0.7).isGreaterThan(accuracies[0]);
    NetworkModel best = (NetworkModel) ((PipelineModel) model.bestModel()).stages()[3];
    assertThat(best.network().history()).hasSize(20);

    // A lambda has no name.
    assertThatThrownBy(() -> best.write().save(folder.resolve("lambda").toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("make it a public class");
  }

  @Test
  void parameters() {
    NetworkEstimator network = network(new Net());
    assertThat(Arrays.stream(network.params()).map(param -> param.name()))
        .containsExactlyInAnyOrder(
            "batchSize",
            "epochs",
            "featuresCol",
            "labelCol",
            "learningRate",
            "numClasses",
            "predictionCol",
            "rawPredictionCol",
            "seed",
            "validationIndicatorCol");
    NetworkEstimator copy =
        network.copy(ParamMap.empty().put(network.learningRate(), 0.5).put(network.epochs(), 3));
    assertThat(copy.uid()).isEqualTo(network.uid());
    assertThat((double) copy.getOrDefault(copy.learningRate())).isEqualTo(0.5);
    assertThat((int) copy.getOrDefault(copy.epochs())).isEqualTo(3);
    assertThat(copy.getOrDefault(copy.labelCol())).isEqualTo("Survived");
    assertThat(network.isSet(network.learningRate())).isFalse();
    assertThatThrownBy(() -> network.setLearningRate(0)).hasMessageContaining("learningRate");
  }

  @Test
  void whatCantBeUsed() {
    NetworkEstimator network = network(new Net()).setFeaturesCol("Age");
    assertThatThrownBy(() -> network.transformSchema(passengers.drop("Survived").schema()))
        .hasMessageContaining("labelCol: there is no column \"Survived\"");
    assertThatThrownBy(() -> network.copy(ParamMap.empty()).setFeaturesCol("Sex").fit(passengers))
        .hasMessageContaining("featuresCol: the column \"Sex\" is of type string");
    assertThatThrownBy(
            () ->
                network
                    .copy(ParamMap.empty())
                    .setValidationIndicatorCol("Age")
                    .transformSchema(passengers.schema()))
        .hasMessage("validationIndicatorCol: there is no column \"Age\" of booleans");
    assertThatThrownBy(
            () ->
                network
                    .copy(ParamMap.empty())
                    .setPredictionCol("Fare")
                    .transformSchema(passengers.schema()))
        .hasMessageContaining("there is a column \"Fare\" already");
    assertThatThrownBy(
            () ->
                new NetworkEstimator(
                    SparkTrainer.of(new Net(), p -> new AdamW(p, 0.1), Losses::mse)
                        .checkpoint("somewhere")))
        .hasMessageContaining("keeps checkpoints");
    assertThatThrownBy(
            () ->
                new NetworkEstimator(
                        SparkTrainer.of(
                            g -> new Linear(g, 1, 2), p -> new AdamW(p, 0.1), Losses::mse))
                    .setFeaturesCol("Age")
                    .setLabelCol("Survived")
                    .fit(passengers))
        .hasMessageContaining("the model makes 2 outputs of a row; set numClasses");
    // Those for validation aren't for training.
    assertThatThrownBy(
            () ->
                network
                    .copy(ParamMap.empty())
                    .setValidationIndicatorCol("All")
                    .fit(passengers.withColumn("All", functions.lit(true))))
        .hasMessage("there are no training rows");
    assertThat(List.of(network.transformSchema(passengers.schema()).fieldNames()))
        .endsWith("prediction", "rawPrediction");
  }
}
