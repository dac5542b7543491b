package gradus.spark;

import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.TrainingPlan.ModelFactory;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// A trained model, which can be applied to the rows of a `Dataset<Row>`, and is an ordinary
/// [Layer] otherwise. [SparkTrainer#fit] makes it.
public final class SparkModel {
  private final ModelFactory factory;
  private final RowReader features;
  private final byte[] weights;
  private final List<EpochReport> history;

  /// Creates a model.
  ///
  /// @param features knows what rows look like
  /// @param weights a safetensors file of the layer's state
  SparkModel(ModelFactory factory, RowReader features, byte[] weights, List<EpochReport> history) {
    this.factory = factory;
    this.features = features;
    this.weights = weights;
    this.history = List.copyOf(history);
  }

  /// {@return the reports of the epochs of the training, in order; none for a model that was
  /// loaded}
  public List<EpochReport> history() {
    return history;
  }

  /// {@return a new copy of the network, with the trained weights}
  public Layer layer() {
    return layer(factory, weights);
  }

  private static Layer layer(ModelFactory factory, byte[] weights) {
    Layer layer = factory.make(new Generator(0));
    try {
      Safetensors.loadInto(layer.state(), Safetensors.load(weights).tensors());
    } catch (SafetensorsException e) {
      throw new IllegalArgumentException(e);
    }
    return layer;
  }

  /// {@return the shape of the outputs of a row}
  int[] outputs() {
    Tensor zeros = zeros(features.field(), 1);
    int[] dims = Predictions.forward(layer(), zeros).shape().dims();
    return Arrays.copyOfRange(dims, 1, dims.length);
  }

  /// {@return rows of zeros}
  static Tensor zeros(RowSpec.Field field, int rows) {
    return Tensor.full(field.dtype(), 0, Shape.of(Predictions.dims(field, rows)));
  }

  /// Applies the model to rows, out of training. The rows keep their order and their columns; no
  /// row is collected in the driver. A model with one output adds a column of floats, another one a
  /// column of arrays of floats, of all its outputs in row-major order.
  ///
  /// The outputs are the model's own, such as logits.
  ///
  /// @param rows rows with the columns of the features; those of the target may be missing
  /// @param column the name of the new column
  /// @return the rows with the new column. Where it is computed, a row that can't be read fails.
  /// @throws IllegalArgumentException if a column of the features is missing or not of numbers, or
  ///   there is a column of the new name already
  public Dataset<Row> transform(Dataset<Row> rows, String column) {
    if (Arrays.stream(outputs()).reduce(1, (a, b) -> a * b) == 1) {
      return transform(
          rows,
          List.of(DataTypes.createStructField(column, DataTypes.FloatType, false)),
          outputs -> new Object[] {outputs[0]});
    }
    DataType array = DataTypes.createArrayType(DataTypes.FloatType, false);
    return transform(
        rows,
        List.of(DataTypes.createStructField(column, array, false)),
        outputs -> new Object[] {outputs});
  }

  /// Applies the model, and adds several columns.
  Dataset<Row> transform(
      Dataset<Row> rows, List<StructField> columns, Predictions.Outputs outputs) {
    RowReader reader = features.bind(rows.schema());
    StructType schema = with(rows.schema(), columns);
    ModelFactory make = factory;
    Broadcast<byte[]> broadcast =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(weights);
    return rows.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            part -> new Predictions(part, reader, layer(make, broadcast.value()), outputs),
        Encoders.row(schema));
  }

  /// {@return a schema with more columns}
  ///
  /// @throws IllegalArgumentException if there is a column of that name already
  static StructType with(StructType schema, List<StructField> columns) {
    StructType all = schema;
    for (StructField column : columns) {
      for (String name : all.fieldNames()) {
        if (name.equalsIgnoreCase(column.name())) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "transform: there is a column \"%s\" already; drop it, or choose another name"
                      + " than \"%s\"",
                  name,
                  column.name()));
        }
      }
      all = all.add(column);
    }
    return all;
  }

  /// Saves the weights as a safetensors file, as [Safetensors#save] does on one machine: the state
  /// of the layer, by its names. Texts beside it say which columns the features are. The file gets
  /// its name when it is complete; an existing one is replaced.
  ///
  /// @param file in any file system that Hadoop knows, such as
  ///   `hdfs:///models/titanic.safetensors`; without a scheme it is in Hadoop's default file system
  /// @throws IOException if the file can't be written
  public void save(String file) throws IOException {
    save(file, Map.of());
  }

  /// Saves with more metadata.
  void save(String file, Map<String, String> more) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(ModelFile.describe(features));
    metadata.putAll(more);
    ModelFile.write(file, layer().state(), metadata, configuration());
  }

  /// Loads a model that was saved.
  ///
  /// @param file as for [#save]
  /// @param factory makes the model, the same as when it was trained
  /// @return the model, without a history
  /// @throws SafetensorsException if it isn't a safetensors file
  /// @throws IOException if it can't be read
  /// @throws IllegalArgumentException if it is of another model, or a function made the features
  public static SparkModel load(String file, ModelFactory factory) throws IOException {
    return load(file, factory, null);
  }

  /// Loads a model that was saved, and whose features a function makes.
  ///
  /// @param file as for [#save]
  /// @param factory makes the model, the same as when it was trained
  /// @param features makes the features, the same as when it was trained; null if they are columns
  /// @return the model, without a history
  /// @throws SafetensorsException if it isn't a safetensors file
  /// @throws IOException if it can't be read
  /// @throws IllegalArgumentException if it is of another model, or doesn't say what the features
  ///   are
  public static SparkModel load(String file, ModelFactory factory, RowFunction features)
      throws IOException {
    return read(file, _ -> factory, features);
  }

  /// Loads a model whose factory depends on the metadata.
  static SparkModel read(
      String file, Function<Map<String, String>, ModelFactory> factory, RowFunction features)
      throws IOException {
    byte[] bytes = ModelFile.read(file, configuration());
    Map<String, String> metadata = Safetensors.list(bytes).metadata();
    try {
      ModelFactory make = factory.apply(metadata);
      // Refuses a file of another model.
      layer(make, bytes);
      return new SparkModel(make, ModelFile.features(metadata, features), bytes, List.of());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /// {@return what makes the layers}
  ModelFactory factory() {
    return factory;
  }

  /// {@return this model for the same features in a column of another name}
  SparkModel features(String column) {
    return new SparkModel(factory, ((ColumnReader) features).renamed(column), weights, history);
  }

  private static Configuration configuration() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }
}
