package gradus.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StructType;

/// Trains a network as a stage of a Spark ML pipeline.
///
/// ```java
/// NetworkEstimator network =
///     new NetworkEstimator(
///             SparkTrainer.of(
///                     g -> new Sequential(new Linear(g, 9, 64), new ReLU(), new Linear(g, 64, 2)),
///                     parameters -> new AdamW(parameters, 0.003),
///                     Losses::crossEntropy)
///                 .batchSize(65_536)
///                 .epochs(20))
///         .setLabelCol("Survived")
///         .setNumClasses(2);
/// Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {indexer, assembler, network});
/// ParamMap[] grid =
///     new ParamGridBuilder().addGrid(network.learningRate(), new double[] {0.001, 0.01}).build();
/// ```
///
/// With [#numClasses] from 2, the loss gets classes, as of [SparkTrainer#classes]. Without, it gets
/// floats, and the model must have one output.
///
/// The parameters [#learningRate], [#epochs], [#batchSize] and [#seed] replace what the trainer
/// has, if they are set. The trainer can't be written to a file, because it has functions; the
/// [NetworkModel] can.
///
/// A `CrossValidator` with a parallelism above 1 needs tasks for the workers of several fits at
/// once; see [SparkTrainer#workers].
public final class NetworkEstimator extends Estimator<NetworkModel> {
  private static final long serialVersionUID = 1;

  /// The identifier.
  private final String uid;

  private final transient SparkTrainer trainer;

  /// See [#featuresCol()].
  private final Param<String> featuresCol;

  /// See [#labelCol()].
  private final Param<String> labelCol;

  /// See [#predictionCol()].
  private final Param<String> predictionCol;

  /// See [#rawPredictionCol()].
  private final Param<String> rawPredictionCol;

  /// See [#validationIndicatorCol()].
  private final Param<String> validationIndicatorCol;

  /// See [#numClasses()].
  private final IntParam numClasses;

  /// See [#learningRate()].
  private final DoubleParam learningRate;

  /// See [#epochs()].
  private final IntParam epochs;

  /// See [#batchSize()].
  private final IntParam batchSize;

  /// See [#seed()].
  private final LongParam seed;

  /// Creates a stage.
  ///
  /// @param trainer says what is trained, and how. Its features and its target are replaced.
  /// @throws IllegalArgumentException if it keeps checkpoints, because one fit would go on from
  ///   those of another
  public NetworkEstimator(SparkTrainer trainer) {
    this(Identifiable.randomUID("network"), trainer);
  }

  /// Creates a stage with an identifier.
  ///
  /// @param uid the identifier
  /// @param trainer as for the other constructor
  /// @throws IllegalArgumentException as the other constructor
  public NetworkEstimator(String uid, SparkTrainer trainer) {
    // Parameters ask for the identifier when they are created.
    this.uid = uid;
    this.trainer = trainer;
    super();
    if (trainer.hasCheckpoints()) {
      throw new IllegalArgumentException(
          "NetworkEstimator: the trainer keeps checkpoints, and one fit would go on from those of"
              + " another; use SparkTrainer.fit for a run with checkpoints");
    }
    featuresCol = NetworkModel.featuresCol(this);
    labelCol = new Param<>(this, "labelCol", "the column of the target");
    predictionCol = NetworkModel.predictionCol(this);
    rawPredictionCol = NetworkModel.rawPredictionCol(this);
    validationIndicatorCol =
        new Param<>(
            this,
            "validationIndicatorCol",
            "a column of booleans: whether a row is for validation and not for training");
    numClasses = NetworkModel.numClasses(this);
    learningRate =
        new DoubleParam(this, "learningRate", "the learning rate", ParamValidators.gt(0));
    epochs =
        new IntParam(this, "epochs", "the number of passes over the rows", ParamValidators.gtEq(0));
    batchSize =
        new IntParam(this, "batchSize", "the most rows that a step takes", ParamValidators.gtEq(1));
    seed = new LongParam(this, "seed", "decides all random numbers");
    setDefault(featuresCol, "features");
    setDefault(labelCol, "label");
    setDefault(predictionCol, "prediction");
    setDefault(rawPredictionCol, "rawPrediction");
    setDefault(numClasses, 0);
  }

  @Override
  public String uid() {
    return uid;
  }

  /// {@return the parameter for the column of the features: a vector, numbers, or an array}
  public Param<String> featuresCol() {
    return featuresCol;
  }

  /// {@return the parameter for the column of the target}
  public Param<String> labelCol() {
    return labelCol;
  }

  /// {@return the parameter for the new column of predictions: the class with the largest output,
  /// or the output}
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /// {@return the parameter for the new column of the outputs, a vector, if there are classes}
  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  /// {@return the parameter for a column of booleans: whether a row is for validation; not set by
  /// default}
  public Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /// {@return the parameter for the number of classes; 0, the default, for a target of floats}
  public IntParam numClasses() {
    return numClasses;
  }

  /// {@return the parameter for the learning rate of the schedule's factor 1}
  public DoubleParam learningRate() {
    return learningRate;
  }

  /// {@return the parameter for the number of passes over the rows}
  public IntParam epochs() {
    return epochs;
  }

  /// {@return the parameter for the most rows that a step takes}
  public IntParam batchSize() {
    return batchSize;
  }

  /// {@return the parameter for the seed}
  public LongParam seed() {
    return seed;
  }

  /// Sets [#featuresCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkEstimator setFeaturesCol(String column) {
    set(featuresCol, column);
    return this;
  }

  /// Sets [#labelCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkEstimator setLabelCol(String column) {
    set(labelCol, column);
    return this;
  }

  /// Sets [#predictionCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkEstimator setPredictionCol(String column) {
    set(predictionCol, column);
    return this;
  }

  /// Sets [#rawPredictionCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkEstimator setRawPredictionCol(String column) {
    set(rawPredictionCol, column);
    return this;
  }

  /// Sets [#validationIndicatorCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkEstimator setValidationIndicatorCol(String column) {
    set(validationIndicatorCol, column);
    return this;
  }

  /// Sets [#numClasses].
  ///
  /// @param count 0, or at least 2
  /// @return this
  public NetworkEstimator setNumClasses(int count) {
    set(numClasses, count);
    return this;
  }

  /// Sets [#learningRate].
  ///
  /// @param rate above 0
  /// @return this
  public NetworkEstimator setLearningRate(double rate) {
    set(learningRate, rate);
    return this;
  }

  /// Sets [#epochs].
  ///
  /// @param count at least 0
  /// @return this
  public NetworkEstimator setEpochs(int count) {
    set(epochs, count);
    return this;
  }

  /// Sets [#batchSize].
  ///
  /// @param rows at least 1
  /// @return this
  public NetworkEstimator setBatchSize(int rows) {
    set(batchSize, rows);
    return this;
  }

  /// Sets [#seed].
  ///
  /// @param value the seed
  /// @return this
  public NetworkEstimator setSeed(long value) {
    set(seed, value);
    return this;
  }

  /// {@return the model, trained with rows}
  ///
  /// @param dataset the rows
  /// @throws IllegalArgumentException as [SparkTrainer#fit]
  /// @throws UncheckedIOException if rows can't be read
  @Override
  public NetworkModel fit(Dataset<?> dataset) {
    Dataset<Row> rows = dataset.toDF();
    transformSchema(rows.schema());
    SparkTrainer tuned = tuned();
    if (isSet(validationIndicatorCol)) {
      Column held = EncodedRows.column(getOrDefault(validationIndicatorCol));
      tuned = tuned.validation(rows.filter(held));
      rows = rows.filter(functions.not(held));
    }
    SparkModel model;
    try {
      model = tuned.fit(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    NetworkModel trained = new NetworkModel(uid, model);
    trained.setParent(this);
    return copyValues(trained, ParamMap.empty());
  }

  private SparkTrainer tuned() {
    SparkTrainer tuned = trainer.features(getOrDefault(featuresCol));
    int classes = (int) getOrDefault(numClasses);
    String label = getOrDefault(labelCol);
    tuned = classes == 0 ? tuned.target(label).oneOutput() : tuned.classes(label, classes);
    if (isSet(learningRate)) {
      tuned = tuned.learningRate((double) getOrDefault(learningRate));
    }
    if (isSet(epochs)) {
      tuned = tuned.epochs((int) getOrDefault(epochs));
    }
    if (isSet(batchSize)) {
      tuned = tuned.batchSize((int) getOrDefault(batchSize));
    }
    return isSet(seed) ? tuned.seed((long) getOrDefault(seed)) : tuned;
  }

  /// {@return the schema with the columns of the predictions}
  ///
  /// @param schema the schema of the rows to train with
  /// @throws IllegalArgumentException if a column is missing or unsuitable
  @Override
  public StructType transformSchema(StructType schema) {
    int classes = (int) getOrDefault(numClasses);
    String label = getOrDefault(labelCol);
    if (classes == 0) {
      ColumnReader.floats("labelCol", List.of(label)).bind(schema);
    } else {
      ColumnReader.classes("labelCol", label, classes).bind(schema);
    }
    if (isSet(validationIndicatorCol)) {
      String name = getOrDefault(validationIndicatorCol);
      boolean found =
          Arrays.stream(schema.fields())
              .anyMatch(
                  field -> field.name().equals(name) && field.dataType() instanceof BooleanType);
      if (!found) {
        throw new IllegalArgumentException(
            "validationIndicatorCol: there is no column \"" + name + "\" of booleans");
      }
    }
    return NetworkModel.outputSchema(
        schema,
        getOrDefault(featuresCol),
        getOrDefault(predictionCol),
        getOrDefault(rawPredictionCol),
        classes);
  }

  @Override
  public NetworkEstimator copy(ParamMap extra) {
    return copyValues(new NetworkEstimator(uid, trainer), extra);
  }
}
