package gradus.spark;

import gradus.nn.distributed.Fingerprint;
import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.Segment;
import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/// What a task of a barrier stage does: it finds the other workers, reads its rows if they are not
/// here from the job before, and takes the steps of some epochs.
///
/// @param run the name of the run
/// @param spec what a row consists of
/// @param epochs how many epochs to complete, fewer at the end of the run
/// @param heapShare which part of this JVM's heap its rows may take
record Worker(String run, RowSpec spec, int epochs, double heapShare) implements Serializable {
  /// How long the connections may take. A worker that has gone is noticed by Spark before.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Does it.
  ///
  /// @param rows those of this partition; computed only if they are needed
  /// @param state to begin from; null for the beginning of the run
  Outcome work(Iterator<byte[]> rows, TrainingPlan plan, byte[] state) {
    BarrierTaskContext context = BarrierTaskContext.get();
    SparkEnv spark = SparkEnv.get();
    int partition = context.partitionId();
    int workers = context.getTaskInfos().length;
    HeldShards.release(run, workers);
    String host = spark.blockManager().blockManagerId().host();
    String executor = host + ", executor " + spark.executorId();
    int worker = partition;
    try (Rendezvous rendezvous = new Rendezvous(partition, host)) {
      Hello mine =
          new Hello(
              executor,
              host,
              rendezvous.port(),
              Secret.random(),
              HeldShards.ranks(run, workers),
              Fingerprint.current());
      List<Hello> all =
          Arrays.stream(Gathering.all(context, mine.text())).map(Hello::parse).toList();
      Hello.requireEqual(all);
      int[] ranks = Hello.ranks(all);
      worker = ranks[partition];
      Secret secret = all.getFirst().secret();
      try (Mesh mesh =
          new Mesh(
              worker,
              plan.shards(),
              connect(rendezvous, all, ranks, secret, context),
              spark.conf().getBoolean("spark.network.crypto.enabled", false) ? secret.key() : null,
              context::isInterrupted)) {
        HeldShards.Held held = held(new HeldShards.Key(run, workers, worker), rows, plan, spark);
        return new Outcome.Done(worker, executor, train(plan, held, state, mesh, context));
      }
    } catch (LostWorkerException | ClosedChannelException e) {
      return new Outcome.Lost(worker, executor, e.getMessage());
    } catch (TaskKilledException e) {
      throw e;
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
      if (context.isInterrupted() || context.fetchFailed().isDefined()) {
        // Spark knows better what to do.
        throw new IllegalStateException(e);
      }
      return Outcome.Failed.of(worker, executor, e);
    } finally {
      if (Thread.currentThread().isInterrupted()) {
        // An interruption closes the files that the thread reads.
        HeldShards.drop(new HeldShards.Key(run, workers, worker));
      }
    }
  }

  private Segment.Result train(
      TrainingPlan plan, HeldShards.Held held, byte[] state, Mesh mesh, TaskContext context)
      throws IOException {
    // No steps: how many an epoch has is known when all have counted their rows.
    Segment.Result counted = new Segment(plan, 0).run(state, held.training(), mesh);
    int perEpoch = counted.stepsPerEpoch();
    long end = ((long) counted.firstStep() / perEpoch + epochs) * perEpoch;
    int steps = Math.clamp(end, counted.firstStep(), Integer.MAX_VALUE) - counted.firstStep();
    return new Segment(plan, steps)
        .run(state, held.training(), held.validation(), mesh, _ -> live(context));
  }

  private static void live(TaskContext context) {
    if (context.isInterrupted()) {
      throw new TaskKilledException();
    }
  }

  /// {@return the channel to each worker; the tasks know each other by their partitions}
  private static SocketChannel[] connect(
      Rendezvous rendezvous, List<Hello> all, int[] ranks, Secret secret, TaskContext context)
      throws IOException {
    try {
      List<InetSocketAddress> addresses = all.stream().map(Hello::address).toList();
      SocketChannel[] peers =
          rendezvous.connect(addresses, secret, PATIENCE, context::isInterrupted);
      SocketChannel[] channels = new SocketChannel[peers.length];
      for (int partition = 0; partition < peers.length; partition++) {
        channels[ranks[partition]] = peers[partition];
      }
      return channels;
    } catch (IOException e) {
      throw new LostWorkerException(e.getMessage(), e);
    }
  }

  private HeldShards.Held held(
      HeldShards.Key key, Iterator<byte[]> rows, TrainingPlan plan, SparkEnv spark)
      throws IOException {
    HeldShards.Held held = HeldShards.get(key);
    if (held == null) {
      long budget = (long) (heapShare * Runtime.getRuntime().maxMemory());
      Supplier<Path> files =
          () -> spark.blockManager().diskBlockManager().createTempLocalBlock()._2().toPath();
      held = new ShardLoader(spec, budget, files).load(rows, plan.shards());
      HeldShards.keep(key, held);
    }
    return held;
  }
}
