/// The benchmark of training on Apache Spark, `gradus bench spark`.
///
/// [Overhead] measures what a step costs beside computing, [Scaling] how much faster two workers
/// are than one, [Link] the loopback interface. The [CostModel] says what follows for other
/// networks and numbers of workers.
package gradus.bench.spark;
