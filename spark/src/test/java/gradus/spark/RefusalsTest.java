package gradus.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Tensor;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a trainer refuses before it trains.
class RefusalsTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = Sessions.shared();
  }

  private static SparkTrainer trainer() {
    return SparkTrainer.of(
        g -> new Linear(g, 2, 1), parameters -> new SGD(parameters, 0.1), Losses::mse);
  }

  private static SparkTrainer classifier() {
    return SparkTrainer.of(
            g -> new Linear(g, 1, 3), parameters -> new SGD(parameters, 0.1), Losses::crossEntropy)
        .features("a");
  }

  /// Ten rows with a column `x` of some expression of `id`, and some others.
  private static Dataset<Row> rows(String expression) {
    return spark.sql(
        "select id as a, "
            + expression
            + " as x, cast(id % 3 as double) as y, 'word' as w from range(0, 10, 1, 2)");
  }

  private static AbstractThrowableAssert<?, ?> refused(SparkTrainer trainer, Dataset<Row> rows) {
    return assertThatThrownBy(() -> trainer.fit(rows)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The first row, which the driver reads, and another one.
        "if(id = 0, null, 1.5D)     | x\" is null; fill in or drop such rows before, in the row"
            + " {a=0, x=null, y=0.0}",
        "if(id = 7, null, 1.5D)     | x\" is null; fill in or drop such rows before, in the row"
            + " {a=7, x=null, y=1.0}",
        "if(id = 7, double('nan'), 1.5D) | x\" is NaN, which is not a finite float, in the row"
            + " {a=7",
        "if(id = 7, double('-inf'), 1.5D) | x\" is -Infinity",
        "if(id = 7, 1e39D, 1.5D)    | x\" is 1.0E39",
        "if(id = 7, array(1), array(1, 2)) | x\" has 1 numbers, and 2 in other rows, in the row"
            + " {a=7",
        "if(id = 7, array(1, null), array(1, 2)) | x\" is null"
      })
  void rowsThatCantBeUsed(String expression, String problem) {
    int inputs = expression.contains("array") ? 3 : 2;
    SparkTrainer trainer =
        SparkTrainer.of(
            g -> new Linear(g, inputs, 1), parameters -> new SGD(parameters, 0.1), Losses::mse);
    refused(trainer.features("a", "x").target("y"), rows(expression)).hasMessageContaining(problem);
  }

  @Test
  void columnsThatCantBeUsed() {
    Dataset<Row> rows = rows("1.5D");
    refused(trainer().features("a", "b").target("y"), rows)
        .hasMessage("features: there is no column \"b\"; there are [a, x, y, w]");
    refused(trainer().features("a", "x").target("Y"), rows)
        .hasMessage("target: there is no column \"Y\"; there are [a, x, y, w]");
    refused(trainer().features("a", "w").target("y"), rows)
        .hasMessageContaining("features: the column \"w\" is of type string; it must be a number")
        .hasMessageContaining("StringIndexer");
    refused(trainer().features("a", "a").target("y"), rows)
        .hasMessageContaining("the column \"a\" is named twice");
    refused(trainer().features("a", "y").target("y"), rows)
        .hasMessageContaining("the column \"y\" is named twice");
    refused(trainer().features("a", "x").target("y"), rows.toDF("a", "x", "y", "x"))
        .hasMessage("features: the rows have two columns \"x\"");
    refused(trainer().features("a", "x"), rows).hasMessageContaining("set the features and the");
    assertThatThrownBy(() -> trainer().features())
        .hasMessage("features: needs at least one column");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "if(id = 7, 3, 1)     | 3, and a class is an integer from 0 to 2, in the row {a=7, x=3}",
        "if(id = 7, -1, 1)    | -1, and a class",
        "if(id = 7, 0.5D, 1D) | 0.5, and a class",
        "if(id = 7, double('nan'), 1D) | NaN, and a class",
        "if(id = 7, null, 1)  | null"
      })
  void classesThatArent(String expression, String problem) {
    refused(classifier().classes("x", 3), rows(expression))
        .hasMessageContaining("target: the column \"x\" is " + problem);
  }

  @Test
  void classesThatTheModelDoesntHave() {
    refused(classifier().classes("x", 4), rows("1")).hasMessageContaining("the loss can't compare");
    refused(classifier().classes("w", 3), rows("1"))
        .hasMessageContaining("\"w\" is of type string; it must be a number, the class");
    refused(classifier().classes("x", 3), rows("array(1)"))
        .hasMessageContaining("\"x\" is of type array<int>; it must be a number, the class");
    assertThatThrownBy(() -> classifier().classes("x", 1)).hasMessageContaining("2 classes, not 1");
  }

  @Test
  void modelsAndLossesThatDontSuit() {
    refused(trainer().features("a").target("y"), rows("1"))
        .hasMessageContaining("the model can't take the features of a row, f32[1, 1]: ");
    refused(
            SparkTrainer.of(
                    g -> new Sequential(new Linear(g, 2, 1), Tensor::sum),
                    parameters -> new SGD(parameters, 0.1),
                    Losses::mse)
                .features("a", "x")
                .target("y"),
            rows("1"))
        .hasMessageContaining("the first axis must count the rows");
  }

  @Test
  void noRows() {
    SparkTrainer trainer = trainer().features("a", "x").target("y");
    refused(trainer, rows("1").filter("a > 10")).hasMessage("there are no training rows");
    refused(trainer.validation(rows("1").filter("a > 10")), rows("1"))
        .hasMessage("there are no validation rows");
  }

  @Test
  void validationRowsThatDiffer() {
    SparkTrainer trainer =
        SparkTrainer.of(
                g -> new Linear(g, 3, 1), parameters -> new SGD(parameters, 0.1), Losses::mse)
            .features("a", "x")
            .target("y");
    refused(trainer.validation(rows("array(1, 2, 3)")), rows("array(1, 2)"))
        .hasMessageContaining("\"x\" has 3 numbers, and 2 in other rows, in the row {a=");
    refused(trainer.validation(rows("1")), rows("array(1, 2)"))
        .hasMessageContaining("\"x\" is one number, and 2 numbers in the training rows");
    refused(trainer.validation(rows("array(1, 2)").drop("y")), rows("array(1, 2)"))
        .hasMessageContaining("target: there is no column \"y\"");
  }

  @Test
  void functionsThatFail() {
    SparkTrainer trainer = trainer().target("y");
    refused(
            trainer.features(row -> Tensor.of(1, row.<Long>getAs("a") == 7 ? Float.NaN : 1).mul(1)),
            rows("1"))
        .hasMessageContaining("features: the function returned NaN, in the row {a=7, x=1");
    refused(trainer.features(row -> Tensor.of(1F / row.<Integer>getAs("none"))), rows("1"))
        .hasMessageContaining("features: the function failed with ");
    refused(trainer.features(row -> Tensor.zeros(row.<Long>getAs("a") == 7 ? 3 : 2)), rows("1"))
        .hasMessageContaining("the function returned f32[3], and f32[2] for other rows");
    refused(trainer.features(_ -> null), rows("1")).hasMessageContaining("not null");
  }

  @Test
  void settings() {
    SparkTrainer trainer = trainer().features("a", "x").target("y");
    refused(trainer.earlyStopping(2), rows("1")).hasMessageContaining("needs validation rows");
    refused(trainer.shards(2).workers(3), rows("1"))
        .hasMessage("3 workers need at least as many shards, not 2");
    assertThatThrownBy(() -> trainer.earlyStopping(0)).hasMessageContaining("at least 1 epoch");
    assertThatThrownBy(() -> trainer.epochsPerJob(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> trainer.workers(-1)).hasMessageContaining("0 or more");
  }
}
