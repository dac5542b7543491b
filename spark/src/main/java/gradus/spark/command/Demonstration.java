package gradus.spark.command;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.learn.Schedule;
import gradus.spark.SparkTrainer;
import gradus.titanic.data.Passengers;
import gradus.vision.data.Digits;
import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// Something small that is learned on Spark, from data that are built in.
///
/// @param name its name
/// @param about one line for people
/// @param training the rows to learn from
/// @param validation the rows that are held out
/// @param trainer trains it; without workers and a listener
/// @param output the column that [gradus.spark.SparkModel#transform] adds
/// @param right an SQL expression: whether a row with that column is classified correctly
record Demonstration(
    String name,
    String about,
    Dataset<Row> training,
    Dataset<Row> validation,
    SparkTrainer trainer,
    String output,
    String right) {
  private static final long SEED = 442;

  /// Passengers of the *Titanic*, with the lesson's columns, made by SQL.
  static Demonstration titanic(SparkSession spark, int epochs) {
    Dataset<Row> all =
        spark
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(spark.createDataset(lines("passengers.csv"), Encoders.STRING()))
            .selectExpr(
                "Survived",
                "PassengerId % 5 = 0 AS held",
                "coalesce(Age, 24) / 80 AS Age",
                "SibSp",
                "Parch",
                "ln(Fare + 1) / 6 AS LogFare",
                "Sex = 'male' AS Sex_male",
                "Pclass = 1 AS Pclass_1",
                "Pclass = 2 AS Pclass_2",
                "coalesce(Embarked, 'S') = 'S' AS Embarked_S",
                "coalesce(Embarked, 'S') = 'C' AS Embarked_C");
    SparkTrainer trainer =
        SparkTrainer.of(
                g -> new Sequential(new Linear(g, 9, 32), new ReLU(), new Linear(g, 32, 1)),
                parameters -> new AdamW(parameters, 0.01),
                Losses::bceWithLogits)
            .features(
                "Age",
                "SibSp",
                "Parch",
                "LogFare",
                "Sex_male",
                "Pclass_1",
                "Pclass_2",
                "Embarked_S",
                "Embarked_C")
            .target("Survived")
            .schedule(Schedule.oneCycle())
            .metric("accuracy", Demonstration::sameSide)
            .shards(8)
            .batchSize(64)
            .epochs(epochs)
            .seed(SEED);
    return new Demonstration(
        "titanic",
        "who survived the Titanic: 891 passengers, a network with two layers",
        all.where("NOT held").drop("held"),
        all.where("held").drop("held"),
        trainer,
        "logit",
        "(logit > 0) = (Survived = 1)");
  }

  /// Handwritten digits, an array of pixels each.
  static Demonstration digits(SparkSession spark, int epochs) {
    PictureSet pictures = Digits.read().split(SEED);
    SparkTrainer trainer =
        SparkTrainer.of(
                g -> new Sequential(new Linear(g, 64, 128), new ReLU(), new Linear(g, 128, 10)),
                parameters -> new AdamW(parameters, 0.01),
                Losses::crossEntropy)
            .features("pixels")
            .classes("digit", 10)
            .schedule(Schedule.oneCycle())
            .metric("accuracy", Demonstration::sameClass)
            .shards(8)
            .batchSize(128)
            .epochs(epochs)
            .seed(SEED);
    return new Demonstration(
        "digits",
        "handwritten digits: 1,797 pictures of 8 x 8 pixels, a network with two layers",
        rows(spark, pictures.training()),
        rows(spark, pictures.test()),
        trainer,
        "scores",
        "array_position(scores, array_max(scores)) - 1 = digit");
  }

  private static Dataset<Row> rows(SparkSession spark, Labelled pictures) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      Tensor pixels = pictures.samples().get(i).x().to(DType.F32);
      rows.add(RowFactory.create(pixels.toFloats(), pictures.labels()[i]));
    }
    StructType type =
        new StructType()
            .add("pixels", DataTypes.createArrayType(DataTypes.FloatType, false))
            .add("digit", DataTypes.IntegerType);
    return spark.createDataFrame(rows, type);
  }

  private static double sameSide(Tensor logits, Tensor targets) {
    return logits.gt(0).to(DType.F32).eq(targets).to(DType.F32).mean().item();
  }

  private static double sameClass(Tensor logits, Tensor targets) {
    return logits.argmax(-1).eq(targets).to(DType.F32).mean().item();
  }

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Passengers.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
