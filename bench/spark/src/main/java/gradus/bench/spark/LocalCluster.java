package gradus.bench.spark;

import gradus.cli.InputException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/// A Spark application on this machine.
final class LocalCluster {
  /// The number of executors.
  static final int EXECUTORS = 2;

  /// The memory of an executor, in MB: all rows of one worker are to be in it.
  static final int MEMORY = 2048;

  /// Only errors, as `gradus spark` has it.
  private static final String LOG_SETTINGS = "gradus/spark/command/log4j2.properties";

  private LocalCluster() {}

  /// Where Spark is reached if nothing leaves this machine.
  private static final String LOOPBACK = "127.0.0.1";

  /// {@return the master of a cluster of executors with one core each}
  static String master() {
    return String.format(Locale.ROOT, "local-cluster[%d,1,%d]", EXECUTORS, MEMORY);
  }

  /// Starts an application. Executors, if there are some, are JVMs of their own, with the classes
  /// of this one.
  ///
  /// @throws InputException if this program was not started by the launcher
  static SparkSession open(String master) {
    return open(master, LOOPBACK);
  }

  /// Starts an application whose driver has an address.
  ///
  /// @throws InputException if this program was not started by the launcher
  static SparkSession open(String master, String host) {
    if (!master.startsWith("local[") && System.getenv("SPARK_HOME") == null) {
      throw new InputException("spark: only works through the launcher; run ./gradus bench spark");
    }
    if (System.getProperty("log4j2.configurationFile") == null) {
      System.setProperty("log4j2.configurationFile", LOG_SETTINGS);
    }
    return SparkSession.builder()
        .appName("gradus bench")
        .master(master)
        .config("spark.ui.enabled", false)
        .config("spark.log.structuredLogging.enabled", false)
        .config("spark.driver.host", host)
        .config("spark.driver.bindAddress", host)
        .config("spark.locality.wait", "0s")
        .config("spark.sql.shuffle.partitions", EXECUTORS)
        .config("spark.default.parallelism", EXECUTORS)
        .config("spark.executor.memory", MEMORY + "m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config(
            "spark.executor.extraJavaOptions",
            "-Dgradus.threads=1 -XX:+UseSerialGC -Dlog4j2.configurationFile=" + LOG_SETTINGS)
        .getOrCreate();
  }
}
