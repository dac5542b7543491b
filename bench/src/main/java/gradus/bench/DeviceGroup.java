package gradus.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.engine.Backend;
import gradus.engine.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// Benchmarks the matrix product on a device with memory of its own against this engine on the CPU
/// and PyTorch on the same device.
///
/// The clock stops when the work is done: the backend returns from a kernel after TornadoVM has
/// waited for the device's queue to be empty, and PyTorch synchronises with the device.
final class DeviceGroup {
  private static final String CPU = "simd";
  private static final String DEVICE = "tornado";
  private static final String TRANSFER = "transfer";
  private static final String TORCH = "torch";

  /// The time to wait until unreachable device memory is freed.
  private static final long PAUSE_MILLIS = 50;

  private final Rounds rounds;
  private final Backend cpu;
  private final Backend device;
  private final TorchProduct torch;
  private final Progress progress;

  /// Creates a benchmark.
  ///
  /// @param rounds how to measure
  /// @param cpu the backend to compare with
  /// @param device the backend on the device
  /// @param torch PyTorch on the device
  /// @param progress receives what is being measured
  DeviceGroup(Rounds rounds, Backend cpu, Backend device, TorchProduct torch, Progress progress) {
    this.rounds = rounds;
    this.cpu = cpu;
    this.device = device;
    this.torch = torch;
    this.progress = progress;
  }

  /// The result for a shape.
  ///
  /// @param gflops by entrant, in GFLOP/s
  record Row(MatmulShape shape, Map<String, Double> gflops) {
    double of(String name) {
      return gflops.getOrDefault(name, Double.NaN);
    }

    /// Returns the speed of one entrant divided by another's; NaN if either is missing.
    double ratio(String name, String other) {
      return of(name) / of(other);
    }
  }

  /// Returns the device memory that a product needs, in megabytes: its three matrices for the
  /// kernel, and three temporary ones for the transfers.
  static int megabytes(MatmulShape shape) {
    double elements =
        (double) shape.m() * shape.k()
            + (double) shape.k() * shape.n()
            + (double) shape.m() * shape.n();
    // One more for padding between them.
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
    MatmulProblem problem = new MatmulProblem(shape, DType.F32);
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

  /// Frees unreachable device memory before the clock starts; otherwise it is freed when memory is
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

  /// Makes a table of the rows, with ratios.
  ///
  /// @param about a description of the device
  /// @param gpu whether it is a GPU
  Report report(Machine machine, String about, boolean gpu, List<Row> rows) {
    String title = "Matrix product on a device, F32, GFLOP/s, medians of %d rounds";
    List<String> notes = new ArrayList<>(List.of(machine.describe()));
    notes.add("device: " + about);
    if (!gpu) {
      notes.add("this device is not a GPU, so its figures say nothing about GPUs");
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
