package gradus.spark;

import gradus.nn.distributed.TrainingPlan.ModelFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// A trained network as a stage of a Spark ML pipeline. [NetworkEstimator#fit] makes it.
///
/// It can be written, also within a `PipelineModel`, if its [ModelFactory] is an object of a public
/// class with a public constructor without parameters, such as a record; the class must be there
/// when it is read. A lambda has no name by which it could be found again. The weights are in the
/// file `network.safetensors` of the folder, in the format of [SparkModel#save].
public final class NetworkModel extends Model<NetworkModel> implements MLWritable {
  private static final long serialVersionUID = 1;
  private static final String FILE = "network.safetensors";

  /// The key of the metadata for the name of the class that makes the layers.
  private static final String FACTORY = "factory";

  /// The identifier.
  private final String uid;

  private final transient SparkModel model;

  /// See [#featuresCol()].
  private final Param<String> featuresCol;

  /// See [#predictionCol()].
  private final Param<String> predictionCol;

  /// See [#rawPredictionCol()].
  private final Param<String> rawPredictionCol;

  /// See [#numClasses()].
  private final IntParam numClasses;

  NetworkModel(String uid, SparkModel model) {
    // Parameters ask for the identifier when they are created.
    this.uid = uid;
    this.model = model;
    super();
    featuresCol = featuresCol(this);
    predictionCol = predictionCol(this);
    rawPredictionCol = rawPredictionCol(this);
    numClasses = numClasses(this);
    setDefault(featuresCol, "features");
    setDefault(predictionCol, "prediction");
    setDefault(rawPredictionCol, "rawPrediction");
    setDefault(numClasses, 0);
  }

  static Param<String> featuresCol(Params parent) {
    return new Param<>(parent, "featuresCol", "the column of the features");
  }

  static Param<String> predictionCol(Params parent) {
    return new Param<>(
        parent, "predictionCol", "the new column of the predicted class, or of the output");
  }

  static Param<String> rawPredictionCol(Params parent) {
    return new Param<>(
        parent, "rawPredictionCol", "the new column of the outputs, if there are classes");
  }

  static IntParam numClasses(Params parent) {
    return new IntParam(
        parent, "numClasses", "the number of classes; 0 for none", ParamValidators.gtEq(0));
  }

  @Override
  public String uid() {
    return uid;
  }

  /// {@return the parameter for the column of the features}
  public Param<String> featuresCol() {
    return featuresCol;
  }

  /// {@return the parameter for the new column of predictions}
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /// {@return the parameter for the new column of the outputs, if there are classes}
  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  /// {@return the parameter for the number of classes; 0 for a target of floats}
  public IntParam numClasses() {
    return numClasses;
  }

  /// Sets [#featuresCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkModel setFeaturesCol(String column) {
    set(featuresCol, column);
    return this;
  }

  /// Sets [#predictionCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkModel setPredictionCol(String column) {
    set(predictionCol, column);
    return this;
  }

  /// Sets [#rawPredictionCol].
  ///
  /// @param column its name
  /// @return this
  public NetworkModel setRawPredictionCol(String column) {
    set(rawPredictionCol, column);
    return this;
  }

  /// {@return the network, with its history}
  public SparkModel network() {
    return model;
  }

  /// {@return the rows with the predictions, in their order} With classes, these are a column of
  /// doubles, the class with the largest output, and a column of vectors, the outputs; otherwise a
  /// column of doubles, the output.
  ///
  /// @param dataset rows with the column of the features
  /// @throws IllegalArgumentException if that is missing or unsuitable, or a new column is there
  ///   already
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    Dataset<Row> rows = dataset.toDF();
    transformSchema(rows.schema());
    int classes = (int) getOrDefault(numClasses);
    return model
        .features(getOrDefault(featuresCol))
        .transform(
            rows,
            columns(getOrDefault(predictionCol), getOrDefault(rawPredictionCol), classes),
            classes == 0 ? NetworkModel::output : NetworkModel::largest);
  }

  private static Object[] output(float... outputs) {
    return new Object[] {(double) outputs[0]};
  }

  private static Object[] largest(float... outputs) {
    double[] raw = new double[outputs.length];
    int best = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[i] = outputs[i];
      best = raw[i] > raw[best] ? i : best;
    }
    return new Object[] {(double) best, Vectors.dense(raw)};
  }

  private static List<StructField> columns(String prediction, String raw, int classes) {
    StructField predicted = DataTypes.createStructField(prediction, DataTypes.DoubleType, false);
    return classes == 0
        ? List.of(predicted)
        : List.of(predicted, DataTypes.createStructField(raw, SQLDataTypes.VectorType(), false));
  }

  static StructType outputSchema(
      StructType schema, String features, String prediction, String raw, int classes) {
    ColumnReader.floats("featuresCol", List.of(features)).bind(schema);
    return SparkModel.with(schema, columns(prediction, raw, classes));
  }

  /// {@return the schema with the columns of the predictions}
  ///
  /// @param schema the schema of the rows
  /// @throws IllegalArgumentException as [#transform]
  @Override
  public StructType transformSchema(StructType schema) {
    return outputSchema(
        schema,
        getOrDefault(featuresCol),
        getOrDefault(predictionCol),
        getOrDefault(rawPredictionCol),
        (int) getOrDefault(numClasses));
  }

  @Override
  public NetworkModel copy(ParamMap extra) {
    NetworkModel copy = copyValues(new NetworkModel(uid, model), extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /// {@return what reads a model that was written}
  public static MLReader<NetworkModel> read() {
    return new Reader();
  }

  /// {@return a model that was written}
  ///
  /// @param path its folder
  /// @throws UncheckedIOException if it can't be read
  /// @throws IllegalArgumentException if it isn't valid, or the class of its factory is missing
  public static NetworkModel load(String path) {
    return read().load(path);
  }

  private static final class Writer extends MLWriter {
    private final NetworkModel instance;

    Writer(NetworkModel instance) {
      this.instance = instance;
    }

    @Override
    public void saveImpl(String path) {
      String factory = named(instance.model.factory().getClass());
      DefaultParamsWriter.saveMetadata(instance, path, sparkSession());
      try {
        instance.model.save(new Path(path, FILE).toString(), Map.of(FACTORY, factory));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends MLReader<NetworkModel> {
    @Override
    public NetworkModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sparkSession(), NetworkModel.class.getName());
      try {
        SparkModel model =
            SparkModel.read(
                new Path(path, FILE).toString(), texts -> factory(texts.get(FACTORY)), null);
        NetworkModel read = new NetworkModel(metadata.uid(), model);
        metadata.getAndSetParams(read, metadata.getAndSetParams$default$2());
        return read;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// {@return a factory of layers by the name of its class}
  private static ModelFactory factory(String name) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      // Not initialized before it is known to be a factory: the name comes from a file.
      Class<?> found = Class.forName(String.valueOf(name), false, loader);
      return found.asSubclass(ModelFactory.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "can't make the layers by the class %s that it names: %s", name, e),
          e);
    }
  }

  /// Refuses a class that can't be found again by its name.
  private static String named(Class<?> factory) {
    try {
      if (!factory.isHidden() && Modifier.isPublic(factory.getModifiers())) {
        factory.getConstructor();
        return factory.getName();
      }
    } catch (NoSuchMethodException _) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the model can't be written, because the class that makes its layers, %s, can't be"
                + " found again; make it a public class with a public constructor without"
                + " parameters, or save the network alone, by network().save(file)",
            factory.getName()));
  }
}
