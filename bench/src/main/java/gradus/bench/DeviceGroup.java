package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.engine.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// The matrix product on a device with a memory of its own, beside this engine's on the CPU and
/// PyTorch's on the same device.
///
/// The clock stops when the work is done: the backend returns from a kernel when it has run to its
/// end, for TornadoVM ends each execution by waiting until the device's queue is empty, and PyTorch
/// is told to wait for the device.
final class DeviceGroup {
  private static final String CPU = "simd";
  private static final String DEVICE = "tornado";
  private static final String TRANSFER = "transfer";
  private static final String TORCH = "torch";

  /// Until what the garbage collector has found is given back.
  private static final long PAUSE_MILLIS = 50;

  private final Rounds rounds;
  private final Backend cpu;
  private final Backend device;
  private final TorchProduct torch;
  private final Progress progress;

  /// A measurement.
  ///
  /// @param rounds how to measure
  /// @param cpu the backend to compare with
  /// @param device the backend on the device
  /// @param torch PyTorch on the device
  /// @param progress told what is measured
  DeviceGroup(Rounds rounds, Backend cpu, Backend device, TorchProduct torch, Progress progress) {
    this.rounds = rounds;
    this.cpu = cpu;
    this.device = device;
    this.torch = torch;
    this.progress = progress;
  }

  /// What was measured of a shape.
  ///
  /// @param gflops by entrant, 10⁹ floating-point operations a second
  record Row(MatmulShape shape, Map<String, Double> gflops) {
    double of(String name) {
      return gflops.getOrDefault(name, Double.NaN);
    }

    /// How many times as fast one is as another; NaN where either wasn't measured.
    double ratio(String name, String other) {
      return of(name) / of(other);
    }
  }

  /// {@return how much of the device's memory a product takes, in megabytes: its three matrices for
  /// the kernel alone, and three more that come and go}
  static int megabytes(MatmulShape shape) {
    double elements =
        (double) shape.m() * shape.k()
            + (double) shape.k() * shape.n()
            + (double) shape.m() * shape.n();
    // One more for what lies between.
    return (int) Math.ceil(2 * elements * Float.BYTES / (1 << 20)) + 1;
  }

  /// Measures shapes.
  ///
  /// @return a row for each
  List<Row> measure(List<MatmulShape> shapes) {
    List<Row> rows = new ArrayList<>();
    for (MatmulShape shape : shapes) {
      progress.step(rows.size() + 1, shapes.size(), shape.label());
      rows.add(new Row(shape, measure(shape)));
    }
    return rows;
  }

  private Map<String, Double> measure(MatmulShape shape) {
    MatmulProblem problem = new MatmulProblem(shape);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(entrant(CPU, problem, problem.kernel(cpu)));
    entrants.add(entrant(DEVICE, problem, problem.kernel(device)));
    Entrant transfer = entrant(TRANSFER, problem, problem.transfer(device));
    entrants.add(new Entrant(TRANSFER, transfer.work(), emptied(transfer.timed())));
    torch
        .products()
        .map(product -> new Entrant(TORCH, shape.operations(), product.apply(shape)))
        .ifPresent(entrants::add);
    Map<String, Double> seconds = rounds.measure(entrants);
    Map<String, Double> gflops = new LinkedHashMap<>();
    entrants.forEach(e -> gflops.put(e.name(), e.work() / seconds.get(e.name()) / 1e9));
    return gflops;
  }

  private static Entrant entrant(String name, MatmulProblem problem, Entry entry) {
    problem.check(name, entry);
    return new Entrant(name, problem.shape().operations(), Timed.of(entry.action()));
  }

  /// Has the device's memory given back before the clock starts, which otherwise happens when it is
  /// full.
  private static Timed emptied(Timed timed) {
    return repetitions -> {
      System.gc();
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while measuring", e);
      }
      return timed.seconds(repetitions);
    };
  }

  /// Puts the rows into a table, with ratios.
  ///
  /// @param about the device, in words
  /// @param gpu whether it is one
  Report report(Machine machine, String about, boolean gpu, List<Row> rows) {
    String title = "Matrix product on a device, F32, GFLOP/s, medians of %d rounds";
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.add("device: " + about);
    if (!gpu) {
      notes.add("this device is no GPU, so its figures say nothing about one");
    }
    notes.add(
        String.format(
                Locale.ROOT,
                "simd: this engine on the CPU, %s; tornado: on the device, operands and result stay"
                    + " there;",
                Rounds.text(rounds.threads()))
            + " transfer: operands brought, result read");
    notes.add("torch: " + torch.about());
    JsonObject json = Report.start(machine, rounds, Peers.none());
    json.addProperty("device", about);
    json.addProperty("gpu", gpu);
    json.addProperty(TORCH, torch.about());
    json.add("rows", json(rows));
    return new Report(
        String.format(Locale.ROOT, title, rounds.count()),
        notes,
        List.of(new Report.Section("M x K x N", table(rows))),
        json,
        bars(rows));
  }

  private static JsonArray json(List<Row> rows) {
    JsonArray array = new JsonArray();
    for (Row row : rows) {
      JsonObject object = new JsonObject();
      object.addProperty("shape", row.shape().label());
      object.add("gflops", new Gson().toJsonTree(row.gflops()));
      array.add(object);
    }
    return array;
  }

  private Table table(List<Row> rows) {
    List<String> header =
        new ArrayList<>(List.of("shape", CPU, DEVICE, "to simd", TRANSFER, "to simd"));
    if (torch.products().isPresent()) {
      header.addAll(List.of(TORCH, "tornado to torch"));
    }
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.shape().label()));
      line.add(Table.number(row.of(CPU)));
      line.add(Table.number(row.of(DEVICE)));
      line.add(Table.ratio(row.ratio(DEVICE, CPU)));
      line.add(Table.number(row.of(TRANSFER)));
      line.add(Table.ratio(row.ratio(TRANSFER, CPU)));
      if (torch.products().isPresent()) {
        line.add(Table.number(row.of(TORCH)));
        line.add(Table.ratio(row.ratio(DEVICE, TORCH)));
      }
      cells.add(line);
    }
    return new Table(header, cells);
  }

  private Bars bars(List<Row> rows) {
    List<String> names = new ArrayList<>(List.of(CPU, DEVICE, TRANSFER));
    if (torch.products().isPresent()) {
      names.add(TORCH);
    }
    SequencedMap<String, List<Double>> series = new LinkedHashMap<>();
    for (String name : names) {
      series.put(name, rows.stream().map(row -> row.of(name)).toList());
    }
    List<String> labels = rows.stream().map(row -> row.shape().label()).toList();
    return new Bars("Matrix product on a device, F32", "GFLOP/s", labels, series);
  }
}
