package gradus.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/// Spark applications for tests: the executors of a local cluster are JVMs of their own.
final class Clusters {
  private Clusters() {}

  /// Starts an application.
  ///
  /// @param master such as `local[3]` or `local-cluster[2,1,600]`
  static JavaSparkContext start(String master, Map<String, String> settings) throws IOException {
    // Spark looks there for its jars, although executors get the test class path.
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    SparkConf conf =
        new SparkConf(false)
            .setMaster(master)
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.memory", "500m")
            .set("spark.executor.extraClassPath", classPath())
            .set(
                "spark.executor.extraJavaOptions",
                "-Dgradus.threads=1 " + String.join(" ", options("-XX:")))
            .set("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
            .set("spark.executor.heartbeatInterval", "1s")
            // After which a silent executor is given up; only that is to be fast here.
            .set("spark.network.timeout", "8s")
            .set("spark.rpc.askTimeout", "120s")
            .set("spark.rpc.lookupTimeout", "120s")
            .set("spark.network.timeoutInterval", "1s")
            .set("spark.storage.blockManagerHeartbeatTimeoutMs", "8s");
    settings.forEach(conf::set);
    // A JVM has one application at a time.
    Option<SparkSession> shared = SparkSession.getDefaultSession();
    if (shared.isDefined()) {
      shared.get().stop();
    }
    return new JavaSparkContext(conf);
  }

  /// {@return the options of this JVM that begin with one of these, for others of the test}
  static List<String> options(String... beginnings) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> Arrays.stream(beginnings).anyMatch(option::startsWith))
        .toList();
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
