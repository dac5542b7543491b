package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.BatchNorm;
import gradus.nn.Dropout;
import gradus.nn.Embedding;
import gradus.nn.Flatten;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.Training;
import gradus.nn.distributed.TrainingPlan.ModelFactory;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkModelTest {
  private static final ModelFactory NET =
      g ->
          new Sequential(
              new Linear(g, 3, 8), new BatchNorm(8), new Dropout(0.5, g), new Linear(g, 8, 2));

  private static SparkSession spark;
  private static Dataset<Row> rows;
  private static SparkModel model;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    spark = Sessions.shared();
    rows =
        spark.sql(
            """
            select concat('row ', id) as name, array(sin(id), cos(id)) as `a.b`, date '2026-01-01' as d,
              cast(id % 7 as decimal(5, 2)) as n, sin(id) as u, cos(id) as v
            from range(0, 700, 1, 3)
            """);
    model =
        SparkTrainer.of(NET, parameters -> new SGD(parameters, 0.1), Losses::mse)
            .features("a.b", "n")
            .target("u", "v")
            .shards(2)
            .fit(rows);
  }

  private static float[] said(Layer layer, List<Row> rows) {
    float[] x = new float[rows.size() * 3];
    for (int i = 0; i < rows.size(); i++) {
      List<Double> pair = rows.get(i).getList(1);
      x[3 * i] = pair.get(0).floatValue();
      x[3 * i + 1] = pair.get(1).floatValue();
      x[3 * i + 2] = rows.get(i).getDecimal(3).floatValue();
    }
    Tensor input = Tensor.fromArray(x, rows.size(), 3);
    return Training.off(() -> Tensor.noGrad(() -> layer.forward(input))).toFloats();
  }

  private static float[] said(List<Row> rows, int column) {
    float[] all = new float[rows.size() * 2];
    for (int i = 0; i < rows.size(); i++) {
      List<Float> pair = rows.get(i).getList(column);
      all[2 * i] = pair.get(0);
      all[2 * i + 1] = pair.get(1);
    }
    return all;
  }

  @Test
  void transformIsWhatTheLayerSaysInTheOrderOfTheRows() {
    Dataset<Row> transformed = model.transform(rows, "said");
    assertThat(transformed.schema().fieldNames())
        .containsExactly("name", "a.b", "d", "n", "u", "v", "said");
    List<Row> before = rows.collectAsList();
    List<Row> after = transformed.collectAsList();
    for (int i = 0; i < before.size(); i++) {
      Object[] kept = new Object[6];
      Arrays.setAll(kept, after.get(i)::get);
      assertThat(RowFactory.create(kept)).isEqualTo(before.get(i));
    }
    assertThat(said(after, 6)).isEqualTo(said(model.layer(), before));
    // The target isn't needed.
    assertThat(model.transform(rows.drop("u", "v"), "said").count()).isEqualTo(700);
  }

  @Test
  void savedAsOneMachineDoes() throws IOException {
    String file = folder.resolve("sub folder/net.safetensors").toString();
    model.save(file);
    // Again: it is replaced.
    model.save(file);
    Layer layer = NET.make(new Generator(1));
    Path path = folder.resolve("sub folder/net.safetensors");
    Safetensors.loadInto(layer.state(), Safetensors.load(path).tensors());
    List<Row> all = rows.collectAsList();
    assertThat(said(layer, all)).isEqualTo(said(model.layer(), all));

    SparkModel loaded = SparkModel.load(file, NET);
    assertThat(said(loaded.transform(rows, "said").collectAsList(), 6))
        .isEqualTo(said(model.layer(), all));
    try (var files = Files.list(path.getParent())) {
      assertThat(files.filter(one -> one.toString().contains(".part"))).isEmpty();
    }
    assertThatThrownBy(() -> SparkModel.load(file, g -> new Linear(g, 3, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file);
    Path other = folder.resolve("other.safetensors");
    Safetensors.save(other, layer.state(), Map.of());
    assertThatThrownBy(() -> SparkModel.load(other.toString(), NET))
        .hasMessageContaining("doesn't say which columns");
  }

  @Test
  void wordsByAFunction() throws IOException {
    RowFunction words = row -> Tensor.of(row.getInt(0), row.getInt(0) + 1);
    ModelFactory net =
        g -> new Sequential(new Embedding(g, 9, 4), new Flatten(), new Linear(g, 8, 1));
    Dataset<Row> ids = spark.sql("select cast(id as int) as i, id * 0.5 as y from range(8)");
    SparkModel trained =
        SparkTrainer.of(net, parameters -> new SGD(parameters, 0.1), Losses::mse)
            .features(words)
            .target("y")
            .shards(1)
            .fit(ids);
    List<Row> said = trained.transform(ids, "said").collectAsList();
    assertThat(said.getFirst().schema().apply("said").dataType().typeName()).isEqualTo("float");
    String file = folder.resolve("words.safetensors").toString();
    trained.save(file);
    assertThat(SparkModel.load(file, net, words).transform(ids, "said").collectAsList())
        .isEqualTo(said);
    assertThatThrownBy(() -> SparkModel.load(file, net)).hasMessageContaining("by a function");
  }

  @Test
  void rowsThatCantBeTransformed() {
    assertThatThrownBy(() -> model.transform(rows.drop("n"), "said"))
        .hasMessageContaining("features: there is no column \"n\"; there are [name, a.b, d, u, v]");
    assertThatThrownBy(() -> model.transform(rows, "Name"))
        .hasMessageContaining("there is a column \"name\" already");
    Dataset<Row> shorter = spark.sql("select array(1D) as `a.b`, 1 as n");
    assertThatThrownBy(() -> model.transform(shorter, "said").collectAsList())
        .isInstanceOf(SparkException.class)
        .hasStackTraceContaining("\"a.b\" has 1 numbers, and 2 in other rows");
  }
}
