package gradus.spark;

import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/// Runs some epochs as a barrier stage, with a number of workers.
///
/// @param spark the application
/// @param rows the sorted rows, a partition a worker
/// @param worker what each task does
record EpochsJob(JavaSparkContext spark, JavaRDD<byte[]> rows, Worker worker) {
  private static final System.Logger LOGGER = System.getLogger("gradus.spark");

  /// How long to wait until the executors have released their rows.
  private static final int RELEASE_SECONDS = 10;

  private static final ClassTag<Outcome> OUTCOME = ClassTag$.MODULE$.apply(Outcome.class);

  /// What Spark says of an executor that has gone, or whose sorted rows have gone with it.
  private static final Pattern LOST =
      Pattern.compile("ExecutorLostFailure|FetchFailed|ExecutorDead|Executor heartbeat timed out");

  private static final Pattern OLD_JAVA = Pattern.compile("UnsupportedClassVersionError[^\\n]*");
  private static final Pattern NO_CLASS =
      Pattern.compile("(?:ClassNotFoundException|NoClassDefFoundError): (\\S+)");

  /// Runs the next epochs.
  ///
  /// @param state to begin from; null for the beginning of the run
  /// @return what each worker did, by its number
  /// @throws LostWorkerException if that can be repeated
  /// @throws InterruptedIOException if the driver's thread was interrupted; the workers are stopped
  List<Outcome.Done> run(TrainingPlan plan, byte[] state) throws IOException {
    Broadcast<TrainingPlan> what = spark.broadcast(plan);
    Broadcast<byte[]> from = spark.broadcast(state == null ? new byte[0] : state);
    String tag = "gradus-" + worker.run();
    spark.addJobTag(tag);
    try {
      return done(outcomes(rows, worker, what, from));
    } catch (InterruptedIOException e) {
      // Spark goes on with a job that is no longer waited for.
      spark.sc().cancelJobsWithTag(tag);
      throw e;
    } finally {
      spark.removeJobTag(tag);
      what.destroy();
      from.destroy();
    }
  }

  private static List<Outcome> outcomes(
      JavaRDD<byte[]> rows, Worker worker, Broadcast<TrainingPlan> what, Broadcast<byte[]> from)
      throws IOException {
    try {
      return rows.rdd()
          .barrier()
          .mapPartitions(
              // A barrier has no Java API, and Scala's functions aren't serializable as such.
              (Function1<Iterator<byte[]>, Iterator<Outcome>> & Serializable)
                  mine -> {
                    byte[] state = from.value().length == 0 ? null : from.value();
                    return Iterator.single(
                        worker.work(CollectionConverters.asJava(mine), what.value(), state));
                  },
              false,
              OUTCOME)
          .toJavaRDD()
          .collect();
    } catch (Exception e) {
      // Spark's exceptions are checked, but Scala doesn't say so.
      throw failure(e);
    }
  }

  /// What to throw for an exception of Spark's: an IOException to be thrown, if not thrown here.
  static IOException failure(Exception e) {
    String message = String.valueOf(e.getMessage());
    Matcher oldJava = OLD_JAVA.matcher(message);
    if (oldJava.find()) {
      throw new IllegalArgumentException(
          "the executors need Java 25 or newer: " + oldJava.group(), e);
    }
    Matcher noClass = NO_CLASS.matcher(message);
    if (noClass.find()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the executors don't find the class %s; add its jar to spark.jars",
              noClass.group(1)),
          e);
    }
    if (e instanceof InterruptedException) {
      return new InterruptedIOException("the training was interrupted");
    }
    if (LOST.matcher(message).find()) {
      return new LostWorkerException(firstLines(message), e);
    }
    throw new WorkerFailedException("Spark could not run the workers: " + firstLines(message), e);
  }

  private static String firstLines(String message) {
    return String.join(
        " ",
        message
            .lines()
            .map(String::strip)
            .takeWhile(line -> !line.startsWith("at "))
            .limit(3)
            .toList());
  }

  private static List<Outcome.Done> done(List<Outcome> outcomes) throws LostWorkerException {
    List<Outcome.Done> done = new ArrayList<>();
    Outcome.Lost lost = null;
    for (Outcome outcome :
        outcomes.stream().sorted(Comparator.comparingInt(Outcome::worker)).toList()) {
      switch (outcome) {
        case Outcome.Done one -> done.add(one);
        case Outcome.Lost one -> lost = one;
        case Outcome.Failed one -> throw failure(one, outcomes.size());
      }
    }
    if (lost != null) {
      throw new LostWorkerException(lost.message());
    }
    return done;
  }

  private static RuntimeException failure(Outcome.Failed failed, int workers) {
    if (failed.diverged() != null) {
      return failed.diverged();
    }
    String message =
        String.format(
            Locale.ROOT,
            "worker %d of %d (%s) failed: %s",
            failed.worker(),
            workers,
            failed.executor(),
            failed.message());
    return failed.refused()
        ? new IllegalArgumentException(message, new RemoteTrace(failed.trace()))
        : new WorkerFailedException(message, new RemoteTrace(failed.trace()));
  }

  /// The stack trace of an exception in a worker, as text.
  private static final class RemoteTrace extends Exception {
    private static final long serialVersionUID = 1;

    RemoteTrace(String trace) {
      super(trace, null, false, false);
    }
  }

  /// Lets all executors forget the rows of a run: with as many tasks as can run at once, a barrier
  /// stage has one in each executor.
  static void release(JavaSparkContext spark, String run) {
    HeldShards.release(run, 0);
    if (spark.sc().isLocal() || spark.sc().isStopped()) {
      return;
    }
    try {
      int slots = Math.max(1, Slots.count(spark.sc()));
      List<Integer> numbers = IntStream.range(0, slots).boxed().toList();
      spark
          .parallelize(numbers, slots)
          .rdd()
          .barrier()
          .mapPartitions(
              (Function1<Iterator<Integer>, Iterator<Integer>> & Serializable)
                  mine -> {
                    HeldShards.release(run, 0);
                    return mine;
                  },
              false,
              ClassTag$.MODULE$.<Integer>apply(Integer.class))
          .toJavaRDD()
          .collectAsync()
          .get(RELEASE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the executors may keep the rows of the training until they end: {0}",
          e.toString());
    }
  }
}
