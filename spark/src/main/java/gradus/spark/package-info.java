/// Training on Apache Spark, and predictions for the rows of a `Dataset<Row>`.
///
/// ```java
/// SparkModel model =
///     SparkTrainer.of(
///             g -> new Sequential(new Linear(g, 9, 64), new ReLU(), new Linear(g, 64, 1)),
///             parameters -> new AdamW(parameters, 0.003),
///             Losses::bceWithLogits)
///         .features("Age", "Fare", "Embarked_onehot")
///         .target("Survived")
///         .batchSize(65_536)
///         .epochs(20)
///         .fit(rows);
/// model.transform(rows, "logit");
/// model.layer();
/// ```
///
/// A [gradus.spark.SparkTrainer] says what is trained, a [gradus.spark.SparkModel] is what has been
/// learned. A [gradus.spark.NetworkEstimator] and its [gradus.spark.NetworkModel] are stages of
/// Spark ML's pipelines. Words become numbers by Spark ML's `StringIndexer` and `OneHotEncoder`.
///
/// This needs Spark 4.2 on Java 25, in the driver and in all executors, and is used on the class
/// path. A driver that `spark-submit` does not start needs `--add-modules jdk.incubator.vector` to
/// compute fast.
///
/// All workers train at the same time, each as a task of one barrier stage, and exchange gradients
/// over sockets; see [gradus.nn.distributed] for why the bits don't depend on the number of
/// workers. Training is for rows that one machine can't hold, or takes too long for: a job costs
/// half a second or more beside its steps, and one machine is faster with few rows.
package gradus.spark;
