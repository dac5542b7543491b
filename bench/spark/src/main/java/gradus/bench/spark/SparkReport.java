package gradus.bench.spark;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.bench.Bars;
import gradus.bench.Machine;
import gradus.bench.Report;
import gradus.bench.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/// Makes the report.
///
/// @param machine where it was measured
/// @param link the loopback interface
/// @param overheads by size
/// @param scaling how two workers and one were measured
/// @param data what they trained on
/// @param scaled what came out
/// @param recovery what a killed executor costs; empty if it couldn't be killed
/// @param hosts the overheads between two simulated hosts; none if they were left out
/// @param obstacle why they were left out; empty if they weren't
record SparkReport(
    Machine machine,
    Link link,
    List<Overhead.Result> overheads,
    Scaling scaling,
    String data,
    Scaling.Result scaled,
    Optional<Recovery.Result> recovery,
    List<Overhead.Result> hosts,
    Optional<String> obstacle) {
  private static final String TITLE =
      "Training on Apache Spark, milliseconds, 2 executors with one core each";

  /// What 10 Gb/s leave for data, in bytes a second.
  private static final double NETWORK = 1.1e9;

  /// Two rounds of the mesh in a data centre, in seconds.
  private static final double NETWORK_LATENCY = 0.3e-3;

  private static final List<String> COMPARED =
      List.of("what", "model", "measured", "measured / model");
  private static final double ROWS = 65_536;
  private static final List<Integer> WORKERS = List.of(16, 64);
  private static final List<Integer> CORES = List.of(1, 8);
  private static final SequencedMap<String, Double> PARAMETERS = new LinkedHashMap<>();

  static {
    PARAMETERS.put("1 M", 1e6);
    PARAMETERS.put("100 M", 1e8);
  }

  /// {@return the model with the figures of this machine}
  CostModel model() {
    double flops =
        CostModel.flops(scaled.parameters(), scaling.batch(), scaled.one().computing() / 1e3);
    return new CostModel(flops, link.bandwidth(), link.latency());
  }

  /// {@return the report}
  Report report() {
    List<Report.Section> sections =
        new ArrayList<>(
            List.of(
                new Report.Section("Overhead of a step", overhead()),
                new Report.Section(
                    String.format(
                        Locale.ROOT,
                        "Two workers against one: MLP 784-512-256-10, %s, batches of %,d",
                        data,
                        scaling.batch()),
                    twoWorkers()),
                new Report.Section("The cost model beside what was measured", compared()),
                new Report.Section(
                    String.format(
                        Locale.ROOT, "Prediction: batches of %,.0f, a network of 10 Gb/s", ROWS),
                    predicted())));
    recovery.ifPresent(
        result ->
            sections.add(
                new Report.Section(
                    "Recovery: an executor is killed in the middle of a job, seconds",
                    recovered(result))));
    if (!hosts.isEmpty()) {
      sections.add(
          new Report.Section(
              String.format(
                  Locale.ROOT, "Two simulated hosts, connected by %.0f Gb/s", TwoHosts.RATE / 1e9),
              between()));
    }
    return new Report(TITLE, notes(), sections, json(), bars());
  }

  private List<String> notes() {
    CostModel model = model();
    List<String> notes = new ArrayList<>();
    notes.addAll(
        List.of(
            machine.describe(),
            String.format(
                Locale.ROOT,
                "overhead: %d rows a worker and step; of the worker that waits least in a step, the"
                    + " median over steps, in a warm JVM",
                Overhead.ROWS),
            "before: what the first experiments measured; job: what a job takes beside its steps",
            String.format(
                Locale.ROOT,
                "two workers: in turns, medians of %d rounds; the goal is a ratio of %s",
                scaling.rounds(),
                Table.number(Scaling.GOAL)),
            String.format(
                Locale.ROOT,
                "model: T(N) = computing / N + 2 (N - 1) / N x 4 P / W + L; a core computes %s"
                    + " GFLOP/s, at 6 operations a parameter and row; loopback: W = %s GB/s, L = %s"
                    + " ms",
                Table.number(model.flops() / 1e9),
                Table.number(link.bandwidth() / 1e9),
                Table.number(1e3 * link.latency())),
            String.format(
                Locale.ROOT,
                "prediction, not measured: W = %s GB/s, L = %s ms, workers with as many cores as"
                    + " the row says, each as fast as one here; without the optimizer's step",
                Table.number(NETWORK / 1e9),
                Table.number(1e3 * NETWORK_LATENCY))));
    notes.add(
        obstacle
            .map(reason -> "two hosts: not simulated: " + reason)
            .orElseGet(
                () ->
                    String.format(
                        Locale.ROOT,
                        "two hosts: a network namespace with one of the workers; W = %s GB/s, what"
                            + " headers leave, and L of the loopback interface",
                        Table.number(hostsModel().bandwidth() / 1e9))));
    return notes;
  }

  private Table overhead() {
    List<List<String>> rows = new ArrayList<>();
    for (Overhead.Result result : overheads) {
      Overhead.Size size = result.size();
      double exchanging = result.times().exchanging();
      rows.add(
          List.of(
              size.label(),
              Table.number(result.times().computing()),
              Table.number(exchanging),
              Table.number(size.goal()),
              exchanging <= size.goal() ? "yes" : "no",
              size.before(),
              Table.number(result.job())));
    }
    return new Table(
        List.of("parameters", "computing", "overhead", "at most", "reached", "before", "job"),
        rows);
  }

  private Table twoWorkers() {
    return new Table(
        List.of("workers", "a step", "computing", "exchanging", "ratio", "at least", "reached"),
        List.of(
            row("1", scaled.one(), "", "", ""),
            row(
                "2",
                scaled.two(),
                Table.ratio(scaled.ratio()),
                Table.ratio(Scaling.GOAL),
                scaled.ratio() >= Scaling.GOAL ? "yes" : "no")));
  }

  private static List<String> row(
      String workers, StepTimes times, String ratio, String goal, String reached) {
    return List.of(
        workers,
        Table.number(times.step()),
        Table.number(times.computing()),
        Table.number(times.exchanging()),
        ratio,
        goal,
        reached);
  }

  private static Table recovered(Recovery.Result result) {
    return new Table(
        List.of("a job", "the job with the loss", "difference", "at most", "reached"),
        List.of(
            List.of(
                Table.number(result.undisturbed() / 1e3),
                Table.number(result.disturbed() / 1e3),
                Table.number(result.seconds()),
                Table.number(Recovery.GOAL),
                result.seconds() <= Recovery.GOAL ? "yes" : "no")));
  }

  private Table compared() {
    CostModel model = model();
    List<List<String>> rows = new ArrayList<>();
    double parameters = scaled.parameters();
    for (int workers = 1; workers <= 2; workers++) {
      rows.add(
          compared(
              String.format(Locale.ROOT, "a step of %s, two workers' table", text(workers)),
              1e3 * model.step(parameters, scaling.batch(), workers),
              (workers == 1 ? scaled.one() : scaled.two()).step()));
    }
    rows.add(
        compared(
            "its exchange between 2",
            1e3 * model.exchanging(parameters, 2),
            scaled.two().exchanging()));
    for (Overhead.Result result : overheads) {
      rows.add(
          compared(
              String.format(Locale.ROOT, "exchange of %s parameters", result.size().label()),
              1e3 * model.exchanging(result.parameters(), 2),
              result.times().exchanging()));
    }
    return new Table(COMPARED, rows);
  }

  /// The model with the bandwidth between the simulated hosts.
  private CostModel hostsModel() {
    double bandwidth = TwoHosts.RATE / Byte.SIZE * TwoHosts.PAYLOAD;
    return new CostModel(model().flops(), bandwidth, link.latency());
  }

  private Table between() {
    List<List<String>> rows = new ArrayList<>();
    for (Overhead.Result result : hosts) {
      rows.add(
          compared(
              String.format(Locale.ROOT, "exchange of %s parameters", result.size().label()),
              1e3 * hostsModel().exchanging(result.parameters(), 2),
              result.times().exchanging()));
    }
    Overhead.Result first = hosts.getFirst();
    Overhead.Result last = hosts.getLast();
    rows.add(
        compared(
            "the slope, for each 1 M",
            1e3
                * slope(
                    hostsModel().exchanging(last.parameters(), 2)
                        - hostsModel().exchanging(first.parameters(), 2)),
            slope(last.times().exchanging() - first.times().exchanging())));
    return new Table(COMPARED, rows);
  }

  /// A difference between the largest and the smallest size, for each million of parameters.
  private double slope(double difference) {
    return 1e6 * difference / (hosts.getLast().parameters() - hosts.getFirst().parameters());
  }

  private static List<String> compared(String what, double model, double measured) {
    return List.of(
        what, Table.number(model), Table.number(measured), Table.ratio(measured / model));
  }

  private static String text(int workers) {
    return workers == 1 ? "1 worker" : workers + " workers";
  }

  /// A row of the prediction.
  private record Prediction(String parameters, int cores, double one, List<Forecast> more) {}

  /// A prediction for a number of workers.
  private record Forecast(int workers, double step, double speedUp, double efficiency) {}

  private List<Prediction> predictions() {
    List<Prediction> all = new ArrayList<>();
    PARAMETERS.forEach(
        (label, parameters) -> {
          for (int cores : CORES) {
            CostModel model = new CostModel(cores * model().flops(), NETWORK, NETWORK_LATENCY);
            all.add(
                new Prediction(
                    label,
                    cores,
                    1e3 * model.step(parameters, ROWS, 1),
                    WORKERS.stream().map(n -> forecast(model, parameters, n)).toList()));
          }
        });
    return all;
  }

  private static Forecast forecast(CostModel model, double parameters, int workers) {
    double speedUp = model.speedUp(parameters, ROWS, workers);
    return new Forecast(
        workers, 1e3 * model.step(parameters, ROWS, workers), speedUp, speedUp / workers);
  }

  private Table predicted() {
    List<String> header = new ArrayList<>(List.of("parameters, cores a worker", "1 worker"));
    for (int workers : WORKERS) {
      header.addAll(List.of(text(workers), "speed-up", "efficiency"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Prediction prediction : predictions()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  String.format(Locale.ROOT, "%s, %d", prediction.parameters(), prediction.cores()),
                  Table.number(prediction.one())));
      for (Forecast forecast : prediction.more()) {
        row.addAll(
            List.of(
                Table.number(forecast.step()),
                Table.ratio(forecast.speedUp()),
                Table.percent(forecast.efficiency())));
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private JsonObject json() {
    Gson gson = new Gson();
    CostModel model = model();
    JsonObject json = new JsonObject();
    json.add("machine", gson.toJsonTree(machine));
    json.addProperty("executors", LocalCluster.EXECUTORS);
    json.addProperty("cores_per_executor", 1);
    json.add("overhead", json(overheads, model));
    JsonObject two = new JsonObject();
    two.addProperty("data", data);
    two.addProperty("parameters", scaled.parameters());
    two.add("measurement", gson.toJsonTree(scaling));
    two.add("one_worker_ms", gson.toJsonTree(scaled.one()));
    two.add("two_workers_ms", gson.toJsonTree(scaled.two()));
    two.addProperty("ratio", scaled.ratio());
    two.addProperty("goal_ratio", Scaling.GOAL);
    for (int workers = 1; workers <= 2; workers++) {
      two.addProperty(
          String.format(Locale.ROOT, "model_step_of_%d_ms", workers),
          1e3 * model.step(scaled.parameters(), scaling.batch(), workers));
    }
    json.add("two_workers", two);
    recovery.ifPresent(
        result -> {
          JsonObject lost = new JsonObject();
          lost.addProperty("job_ms", result.undisturbed());
          lost.addProperty("job_with_loss_ms", result.disturbed());
          lost.addProperty("goal_difference_ms", 1e3 * Recovery.GOAL);
          json.add("recovery", lost);
        });
    JsonObject figures = new JsonObject();
    figures.addProperty("flops_per_second", model.flops());
    figures.addProperty("bytes_per_second", model.bandwidth());
    figures.addProperty("latency_s", model.latency());
    json.add("model", figures);
    JsonObject future = new JsonObject();
    future.addProperty("bytes_per_second", NETWORK);
    future.addProperty("latency_s", NETWORK_LATENCY);
    future.addProperty("rows", ROWS);
    future.add("ms", gson.toJsonTree(predictions()));
    json.add("prediction", future);
    JsonObject simulated = new JsonObject();
    obstacle.ifPresent(reason -> simulated.addProperty("left_out", reason));
    simulated.addProperty("bytes_per_second", hostsModel().bandwidth());
    simulated.add("overhead", json(hosts, hostsModel()));
    json.add("two_hosts", simulated);
    return json;
  }

  private static JsonArray json(List<Overhead.Result> results, CostModel model) {
    JsonArray sizes = new JsonArray();
    for (Overhead.Result result : results) {
      JsonObject one = new JsonObject();
      one.addProperty("parameters", result.parameters());
      one.addProperty("rows_per_worker", Overhead.ROWS);
      one.add("ms", new Gson().toJsonTree(result.times()));
      one.addProperty("goal_exchanging_ms", result.size().goal());
      one.addProperty("prototype_exchanging_ms", result.size().before());
      one.addProperty("job_ms", result.job());
      one.addProperty("model_exchanging_ms", 1e3 * model.exchanging(result.parameters(), 2));
      sizes.add(one);
    }
    return sizes;
  }

  private Bars bars() {
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    series.put("measured", overheads.stream().map(one -> one.times().exchanging()).toList());
    series.put("goal", overheads.stream().map(one -> one.size().goal()).toList());
    return new Bars(
        "Overhead of a step, 2 executors with one core each",
        "ms",
        overheads.stream().map(one -> one.size().label() + " parameters").toList(),
        series);
  }
}
