package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Workers in executors that are JVMs of their own, with encrypted connections.
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class ClusterTest {
  private static JavaSparkContext spark;
  private static byte[] alone;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    spark =
        Clusters.start(
            "local-cluster[2,1,600]",
            Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", "a test's",
                "spark.network.crypto.enabled", "true"));
    alone = Runs.alone(Runs.PLAN).state();
  }

  @BeforeEach
  void awaitExecutors() {
    assertThat(Slots.await(spark.sc(), 2, Duration.ofSeconds(60))).isEqualTo(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static BarrierTraining training(TrainingPlan plan) {
    return new BarrierTraining(plan, Runs.rows(spark, 3))
        .workers(2)
        .epochsPerJob(3)
        .patience(Duration.ofSeconds(60));
  }

  private static CompletableFuture<BarrierTraining.Result> started(BarrierTraining training) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return training.run();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void theBitsAreThoseOfOneMachine() throws IOException {
    BarrierTraining.Result result = training(Runs.PLAN).epochsPerJob(1).run();
    assertThat(result.checkpoint()).isEqualTo(alone);
    assertThat(result.epochs().getLast().repetitions()).isZero();
    assertThat(result.epochs().getLast().workers())
        .extracting(EpochReport.WorkerTimes::executor)
        .doesNotHaveDuplicates();
  }

  @Test
  void anExecutorThatIsKilledIsReplaced() throws Exception {
    CompletableFuture<BarrierTraining.Result> running = started(training(Faults.plan(folder)));
    Faults.victim(folder).destroyForcibly();
    BarrierTraining.Result result = running.get();
    assertThat(result.checkpoint()).isEqualTo(alone);
    assertThat(result.epochs().getLast().repetitions()).isPositive();
    assertThat(result.epochs().getLast().workers()).hasSize(2);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anExecutorThatStopsForAMomentIsWaitedFor() throws Exception {
    CompletableFuture<BarrierTraining.Result> running = started(training(Faults.plan(folder)));
    ProcessHandle victim = Faults.victim(folder);
    signal("STOP", victim);
    Thread.sleep(500);
    signal("CONT", victim);
    Faults.goOn(folder);
    BarrierTraining.Result result = running.get();
    assertThat(result.checkpoint()).isEqualTo(alone);
    assertThat(result.epochs().getLast().repetitions()).isZero();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anExecutorThatStopsForLongIsLeftBehind() throws Exception {
    CompletableFuture<BarrierTraining.Result> running =
        started(training(Faults.plan(folder)).patience(Duration.ofMillis(300)));
    ProcessHandle victim = Faults.victim(folder);
    signal("STOP", victim);
    try {
      BarrierTraining.Result result = running.get();
      assertThat(result.checkpoint()).isEqualTo(alone);
      assertThat(result.epochs().getLast().repetitions()).isPositive();
    } finally {
      signal("CONT", victim);
      Faults.goOn(folder);
      victim.onExit().get();
    }
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
    assertThat(kill.waitFor(9, TimeUnit.SECONDS)).isTrue();
  }

  /// The last one, since it leaves one executor only.
  @Test
  @Order(Integer.MAX_VALUE)
  void withoutAReplacementFewerWorkersGoOn() throws IOException {
    BarrierTraining.Result result =
        training(Runs.PLAN)
            .epochsPerJob(1)
            .listener(report -> report.epoch() != 1 || killWithoutReplacement())
            .patience(Duration.ofMillis(300))
            .run();
    assertThat(result.checkpoint()).isEqualTo(alone);
    assertThat(result.epochs())
        .extracting(epoch -> epoch.workers().size())
        .containsExactly(2, 1, 1);
  }

  private static boolean killWithoutReplacement() {
    String executor = spark.sc().getExecutorIds().head();
    spark.sc().killExecutor(executor);
    try {
      while (Slots.count(spark.sc()) > 1) {
        Thread.sleep(20);
      }
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void moreWorkersThanSlotsAreRefused() {
    assertThatThrownBy(() -> training(Runs.PLAN).workers(3).patience(Duration.ofSeconds(1)).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 workers need 3 slots")
        .hasMessageContaining("there are 2");
  }

  @Test
  void dynamicAllocationIsRefused() {
    spark.sc().conf().set("spark.dynamicAllocation.enabled", "true");
    try {
      assertThatThrownBy(() -> training(Runs.PLAN).run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("set spark.dynamicAllocation.enabled to false");
    } finally {
      spark.sc().conf().remove("spark.dynamicAllocation.enabled");
    }
  }
}
