package gradus.spark.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.spark.EpochReport;
import gradus.spark.EpochReport.WorkerTimes;
import java.util.ArrayList;
import java.util.List;

/// What came out of a [Demonstration].
///
/// @param name its name
/// @param epochs the reports of its epochs
/// @param accuracy the share of the rows held out that are classified correctly
/// @param seconds how long the training took
record Trained(String name, List<EpochReport> epochs, double accuracy, double seconds) {
  /// {@return the times of each worker over all epochs; a worker that was replaced counts under its
  /// last executor}
  List<WorkerTimes> workers() {
    List<WorkerTimes> sums = new ArrayList<>();
    for (EpochReport epoch : epochs) {
      for (int i = 0; i < epoch.workers().size(); i++) {
        WorkerTimes now = epoch.workers().get(i);
        if (i == sums.size()) {
          sums.add(now);
        } else {
          WorkerTimes before = sums.get(i);
          sums.set(
              i,
              new WorkerTimes(
                  now.executor(),
                  before.computing() + now.computing(),
                  before.exchanging() + now.exchanging()));
        }
      }
    }
    return sums;
  }

  /// {@return the figures of several trainings}
  static String toJson(int workers, List<Trained> all) {
    JsonArray runs = new JsonArray();
    for (Trained trained : all) {
      JsonObject run = new JsonObject();
      run.addProperty("name", trained.name);
      JsonArray losses = new JsonArray();
      trained.epochs.forEach(epoch -> losses.add(epoch.loss()));
      run.add("losses", losses);
      run.addProperty("accuracy", trained.accuracy);
      run.addProperty("seconds", trained.seconds);
      JsonArray times = new JsonArray();
      for (WorkerTimes worker : trained.workers()) {
        JsonObject one = new JsonObject();
        one.addProperty("executor", worker.executor());
        one.addProperty("computing_ms", worker.computing());
        one.addProperty("exchanging_ms", worker.exchanging());
        times.add(one);
      }
      run.add("workers", times);
      runs.add(run);
    }
    JsonObject json = new JsonObject();
    json.addProperty("workers", workers);
    json.add("runs", runs);
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }
}
