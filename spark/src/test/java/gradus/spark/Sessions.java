package gradus.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/// A session of three tasks, which the tests in a JVM share, and rows for it.
final class Sessions {
  private Sessions() {}

  /// {@return the session, which ends with the JVM, or when [Clusters] starts another application}
  static SparkSession shared() {
    return SparkSession.builder()
        .master("local[3]")
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
        .getOrCreate();
  }

  /// The 891 passengers, as the file has them.
  static Dataset<Row> passengers(SparkSession spark, Path folder) {
    return spark
        .read()
        .option("header", "true")
        .schema(
            "PassengerId int, Survived int, Pclass int, Sex string, Age double, SibSp int,"
                + " Parch int, Fare double, Embarked string")
        .csv(resource("/gradus/titanic/data/passengers.csv", folder.resolve("passengers.csv")));
  }

  /// The 891 passengers as numbers, without gaps.
  static Dataset<Row> numbers(SparkSession spark, Path folder) {
    return passengers(spark, folder)
        .na()
        .fill(28, new String[] {"Age"})
        .withColumn("LogFare", functions.log1p(functions.col("Fare")))
        .withColumn("Male", functions.col("Sex").equalTo("male"))
        .withColumn("First", functions.col("Pclass").equalTo(1))
        .withColumn("Third", functions.col("Pclass").equalTo(3))
        .withColumn("Age", functions.col("Age").divide(80))
        .drop("Sex", "Embarked", "Fare");
  }

  /// 1,797 pictures of digits, each an array of 64 numbers from 0 to 16, and its digit.
  static Dataset<Row> digits(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(open("/gradus/vision/data/digits.csv.gz")),
                StandardCharsets.US_ASCII))) {
      for (String line : lines.lines().toList()) {
        Integer[] numbers =
            Arrays.stream(line.split(",")).map(Integer::valueOf).toArray(Integer[]::new);
        rows.add(RowFactory.create(Arrays.copyOf(numbers, 64), numbers[64]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return spark.createDataFrame(
        rows, StructType.fromDDL("pixels array<int> not null, digit int not null"));
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(Sessions.class.getResourceAsStream(name), name);
  }

  private static String resource(String name, Path file) {
    try (InputStream in = open(name)) {
      if (!Files.exists(file)) {
        Files.copy(in, file);
      }
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
