/// Data-parallel training: several workers, each with a part of the rows, take the same steps by
/// the sum of their gradients. The bits of the result don't depend on the number of workers.
///
/// ```java
/// TrainingPlan plan =
///     TrainingPlan.of(
///             g -> new Sequential(new Linear(g, 9, 64), new ReLU(), new Linear(g, 64, 1)),
///             parameters -> new AdamW(parameters, 0.003),
///             Losses::bceWithLogits)
///         .shards(8)
///         .batchSize(256)
///         .epochs(20);
/// List<HeapShard> shards = HeapShard.split(rows, plan.shards());
/// Segment run = new Segment(plan, Segment.ALL_STEPS);
/// Segment.Result result =
///     WorkerThreads.run(4, worker -> run.run(null, Shards.own(shards, worker), worker)).getFirst();
/// ```
///
/// A [TrainingPlan] says what is trained and can be sent to other machines. A [Segment] is some
/// steps of it: a function from the bytes of a [gradus.nn.Checkpoint] to those of another. A
/// [Collective] connects the workers of a segment: threads of this program ([WorkerThreads]), or
/// others. [Shards] explains why the results are reproducible.
package gradus.nn.distributed;
