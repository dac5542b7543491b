package gradus.nn.distributed;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Checkpoint;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Optimizer;
import gradus.nn.Training;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A worker's copy of the model and of the optimizer. All copies take the same steps, by the sum of
/// the vectors that [#contribute] writes for each shard:
///
/// 1. the gradients of the parameters
/// 2. buffers of floats that the forward pass changes, such as running statistics: the value after
///    the pass, times the shard's share of the step's rows, so that the sum is their mean
/// 3. for each parameter whether it has a gradient, because an optimizer skips one that has none
/// 4. buffers of integers that the forward pass changes, such as the number of batches: the value
///    after the pass of the first shard that has rows, zeros for the others; see [Exchange]
/// 5. the shard's share of the loss
final class Replica {
  private static final String GENERATOR = "generator.";

  private final TrainingPlan plan;
  private final Generator generator;
  private final Layer model;
  private final Optimizer optimizer;
  private final double lr;
  private final List<Tensor> parameters;
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /// What the forward pass changes.
  private List<Tensor> floats = List.of();

  private List<Tensor> integers = List.of();

  /// Where the parts of the vector start.
  private int presence;

  private int counters;
  private int last;

  Replica(TrainingPlan plan) {
    this.plan = plan;
    this.generator = new Generator(plan.seed());
    this.model = plan.model().make(generator);
    this.optimizer = plan.optimizer().make(model.parameters().values());
    this.lr = optimizer.lr();
    this.parameters = optimizer.parameters();
    for (Tensor parameter : parameters) {
      if (parameter.dtype() != DType.F32) {
        throw new IllegalArgumentException(
            "TrainingPlan: parameters must be f32, not " + parameter.spec());
      }
    }
    arrange();
  }

  private void arrange() {
    long length = Stream.concat(parameters.stream(), floats.stream()).mapToLong(Tensor::size).sum();
    presence = (int) length;
    length += parameters.size();
    counters = (int) length;
    length += integers.stream().mapToLong(Tensor::size).sum() * Exchange.FLOATS;
    last = (int) length;
    if (length >= RowGather.LARGEST) {
      throw new IllegalArgumentException(
          "TrainingPlan: the model has more parameters than an array can hold");
    }
  }

  /// {@return the length of a vector}
  int length() {
    return last + 1;
  }

  /// {@return whether there are integers that a forward pass changes}
  boolean hasIntegers() {
    return !integers.isEmpty();
  }

  /// {@return the tensors beside the parameters, which a forward pass may change}
  List<Tensor> others() {
    Set<Tensor> others = new LinkedHashSet<>(model.state().values());
    parameters.forEach(others::remove);
    return List.copyOf(others);
  }

  /// Finds out which of [#others] a forward pass in training changes, and restores them.
  boolean[] changed(Dataset rows) {
    List<Tensor> others = others();
    List<Tensor> before = copies(others);
    int[] versions = others.stream().mapToInt(Tensor::version).toArray();
    generator.seed(plan.seed());
    Tensor.noGrad(() -> Training.on(() -> model.forward(rows.x())));
    boolean[] changed = new boolean[versions.length];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = others.get(i).version() != versions[i];
    }
    restore(others, before);
    return changed;
  }

  /// Makes some of [#others] part of the vector.
  void include(boolean... changed) {
    List<Tensor> others = others();
    List<Tensor> included = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i]) {
        included.add(others.get(i));
      }
    }
    for (Tensor buffer : included) {
      if (buffer.dtype() == DType.F64) {
        throw new IllegalArgumentException(
            "TrainingPlan: buffers that training changes must be f32 or i32, not " + buffer.spec());
      }
    }
    floats = included.stream().filter(buffer -> buffer.dtype() == DType.F32).toList();
    integers = included.stream().filter(buffer -> buffer.dtype() == DType.I32).toList();
    arrange();
  }

  private static List<Tensor> copies(List<Tensor> tensors) {
    return Tensor.noGrad(() -> tensors.stream().map(Tensor::copy).toList());
  }

  private static void restore(List<Tensor> tensors, List<Tensor> values) {
    Tensor.noGrad(
        () -> {
          for (int i = 0; i < values.size(); i++) {
            tensors.get(i).copyFrom(values.get(i));
          }
        });
  }

  /// The buffers before a step, from which each shard begins.
  List<Tensor> buffers() {
    return floats.isEmpty() && integers.isEmpty()
        ? List.of()
        : copies(Stream.concat(floats.stream(), integers.stream()).toList());
  }

  /// Writes the vector of a shard.
  ///
  /// @param rows the rows that the step takes of it
  /// @param before the result of [#buffers()]; null if they are as they were
  /// @param seed for the draws of the forward pass
  /// @param share the shard's share of the step's rows
  /// @param counts whether this shard's integers count
  /// @param into the vector, all of which is written
  void contribute(
      Dataset rows, List<Tensor> before, long seed, double share, boolean counts, float[] into) {
    if (before != null && !before.isEmpty()) {
      restore(Stream.concat(floats.stream(), integers.stream()).toList(), before);
    }
    generator.seed(seed);
    parameters.forEach(Tensor::zeroGrad);
    Tensor loss = Training.on(() -> plan.loss().of(model.forward(rows.x()), rows.y()));
    if (loss.rank() != 0 || loss.dtype() != DType.F32) {
      throw new IllegalArgumentException(
          "TrainingPlan: a loss must be an f32 scalar, not " + loss.spec());
    }
    loss.backward(Tensor.scalar(share));
    int at = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Tensor gradient = parameters.get(i).grad();
      int size = parameters.get(i).size();
      into[presence + i] = gradient == null ? 0 : 1;
      if (gradient == null) {
        Arrays.fill(into, at, at + size, 0);
      } else {
        gradient.copyTo(into, at);
      }
      at += size;
    }
    for (Tensor buffer : floats) {
      buffer.copyTo(into, at);
      for (int end = at + buffer.size(); at < end; at++) {
        into[at] *= (float) share;
      }
    }
    Arrays.fill(into, counters, last, 0);
    at = counters;
    for (Tensor buffer : counts ? integers : List.<Tensor>of()) {
      Exchange.put(buffer.toInts(), into, at);
      at += buffer.size() * Exchange.FLOATS;
    }
    into[last] = (float) (loss.item() * share);
  }

  /// Takes a step by the sum of the shards' vectors.
  ///
  /// @param sum the sum
  /// @param step the number of the step
  /// @param factor of the learning rate
  /// @return the loss before the step
  double step(float[] sum, int step, double factor) {
    double loss = sum[last];
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, "the loss is " + loss);
    }
    // Nothing keeps the gradients, and nothing changes the array before it is cleared.
    Tensor flat = Tensor.wrap(sum, sum.length);
    List<Tensor> gradients = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      Tensor part = flat.slice(0, at, at + parameter.size()).reshape(parameter.shape().dims());
      gradients.add(sum[presence + i] == 0 ? null : part);
      at += parameter.size();
    }
    optimizer.lr(lr * factor);
    optimizer.step(gradients);
    parameters.forEach(Tensor::zeroGrad);
    List<Tensor> values = new ArrayList<>();
    for (Tensor buffer : floats) {
      values.add(flat.slice(0, at, at + buffer.size()).reshape(buffer.shape().dims()));
      at += buffer.size();
    }
    restore(floats, values);
    at = counters;
    for (Tensor buffer : integers) {
      Tensor value = Tensor.fromArray(Exchange.get(sum, at, buffer.size()), buffer.shape().dims());
      restore(List.of(buffer), List.of(value));
      at += buffer.size() * Exchange.FLOATS;
    }
    return loss;
  }

  /// {@return the model's output out of training}
  Tensor predict(Tensor x, long seed) {
    generator.seed(seed);
    return Training.off(() -> Tensor.noGrad(() -> model.forward(x)));
  }

  /// Refuses parameters that aren't finite.
  void check(int step) {
    for (Tensor parameter : parameters) {
      // 0 times a number is 0, times an infinity or NaN it is NaN.
      double sum = Tensor.noGrad(() -> parameter.mul(0).sum().item());
      if (sum != 0) {
        throw new DivergedException(
            step,
            String.format(
                Locale.ROOT, "a parameter, %s, is NaN or infinite after it", parameter.spec()));
      }
    }
  }

  /// Returns the state, as on one machine.
  byte[] save(int steps, int stepsPerEpoch) {
    metadata.put(Segment.STEP, String.valueOf(steps));
    metadata.put(Segment.EPOCH, String.valueOf(steps / stepsPerEpoch));
    return new Checkpoint(model, optimizer, List.of()).toBytes(metadata);
  }

  /// Restores a state, also of a training that had generators, which are ignored.
  ///
  /// @return the number of steps that it has taken
  int load(byte[] state) throws IOException {
    List<Generator> ignored =
        Safetensors.list(state).tensors().stream()
            .filter(tensor -> tensor.name().startsWith(GENERATOR))
            .map(_ -> new Generator(0))
            .toList();
    metadata.clear();
    metadata.putAll(new Checkpoint(model, optimizer, ignored).load(state));
    String steps = metadata.getOrDefault(Segment.STEP, "0");
    try {
      return Integer.parseUnsignedInt(steps);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Segment: the state's %s is \"%s\", not a number", Segment.STEP, steps),
          e);
    }
  }
}
