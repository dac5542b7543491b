package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

@Timeout(60)
class GatheringTest {
  private static final int TASKS = 3;
  private static final int ROUNDS = 10;

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = JavaSparkContext.fromSparkContext(Sessions.shared().sparkContext());
  }

  /// What a task of a barrier stage does.
  private interface Work extends Serializable {
    String run(BarrierTaskContext context) throws Exception;
  }

  private static JavaFutureAction<List<String>> tasks(Work work) {
    return spark
        .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
        .rdd()
        .barrier()
        .mapPartitions(
            (Function1<Iterator<Integer>, Iterator<String>> & Serializable)
                _ -> {
                  try {
                    return Iterator.single(work.run(BarrierTaskContext.get()));
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                },
            false,
            ClassTag$.MODULE$.<String>apply(String.class))
        .toJavaRDD()
        .collectAsync();
  }

  @Test
  void eachTaskGetsAllMessagesWithoutSparksWait() throws Exception {
    List<String> ended =
        tasks(
                context -> {
                  long start = System.nanoTime();
                  for (int round = 0; round < ROUNDS; round++) {
                    // One of them is late each time.
                    if (context.partitionId() == round % TASKS) {
                      Thread.sleep(20);
                    }
                    String[] all = Gathering.all(context, round + "." + context.partitionId());
                    for (int task = 0; task < TASKS; task++) {
                      assertThat(all[task]).isEqualTo(round + "." + task);
                    }
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                  }
                  return Duration.ofNanos(System.nanoTime() - start).toString();
                })
            .get();
    // Spark itself takes a second a round.
    assertThat(ended)
        .hasSize(TASKS)
        .allSatisfy(
            time -> assertThat(Duration.parse(time)).isLessThan(Duration.ofSeconds(ROUNDS / 2)));
  }

  @Test
  void aTaskThatIsKilledDoesNotWaitOn() throws Exception {
    JavaFutureAction<List<String>> running =
        tasks(
            context -> {
              // It waits longer than the test, if it is not killed.
              while (context.partitionId() == 0 && !context.isInterrupted()) {
                Thread.sleep(10);
              }
              return String.join(" ", Gathering.all(context, "here"));
            });
    while (spark.statusTracker().getActiveJobIds().length == 0) {
      Thread.sleep(10);
    }
    running.cancel(false);
    assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS)).isNotNull();
    while (spark.statusTracker().getActiveJobIds().length > 0) {
      Thread.sleep(10);
    }
    // All slots are free again.
    assertThat(tasks(context -> String.join(" ", Gathering.all(context, "."))).get())
        .containsOnly(". . .");
  }
}
