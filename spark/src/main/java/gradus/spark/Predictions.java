package gradus.spark;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Training;
import gradus.nn.distributed.RowSpec;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/// The rows of a partition with what a model says about them, in their order. Some rows go through
/// the model at once.
final class Predictions implements Iterator<Row> {
  /// The most rows that go through the model at once.
  static final int AT_ONCE = 256;

  /// Makes the values of new columns of the outputs of a row.
  @FunctionalInterface
  interface Outputs extends Serializable {
    Object[] values(float... outputs);
  }

  private final Iterator<Row> rows;
  private final RowReader reader;
  private final Layer model;
  private final Outputs outputs;
  private final Queue<Row> ready = new ArrayDeque<>();

  /// Creates the iterator.
  ///
  /// @param reader of the features
  /// @param outputs makes the values of the new columns
  Predictions(Iterator<Row> rows, RowReader reader, Layer model, Outputs outputs) {
    this.rows = rows;
    this.reader = reader;
    this.model = model;
    this.outputs = outputs;
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (ready.isEmpty()) {
      predict();
    }
    return ready.remove();
  }

  private void predict() {
    List<Row> some = new ArrayList<>();
    while (some.size() < AT_ONCE && rows.hasNext()) {
      some.add(rows.next());
    }
    if (some.isEmpty()) {
      throw new NoSuchElementException();
    }
    float[] said = forward(model, tensor(reader, some)).toFloats();
    int each = said.length / some.size();
    for (int i = 0; i < some.size(); i++) {
      Row row = some.get(i);
      Object[] more = outputs.values(Arrays.copyOfRange(said, i * each, (i + 1) * each));
      Object[] values = new Object[row.size() + more.length];
      for (int column = 0; column < row.size(); column++) {
        values[column] = row.get(column);
      }
      System.arraycopy(more, 0, values, row.size(), more.length);
      ready.add(RowFactory.create(values));
    }
  }

  /// {@return what a model says, out of training}
  static Tensor forward(Layer model, Tensor x) {
    return Training.off(() -> Tensor.noGrad(() -> model.forward(x)));
  }

  private static Tensor tensor(RowReader reader, List<Row> rows) {
    RowSpec.Field field = reader.field();
    int length = field.size();
    float[] floats = new float[field.dtype() == DType.F32 ? rows.size() * length : 0];
    int[] ints = new int[field.dtype() == DType.I32 ? rows.size() * length : 0];
    for (int i = 0; i < rows.size(); i++) {
      switch (reader.read(rows.get(i))) {
        case RowReader.Floats(var values) ->
            System.arraycopy(values, 0, floats, i * length, length);
        case RowReader.Ints(var values) -> System.arraycopy(values, 0, ints, i * length, length);
      }
    }
    int[] dims = dims(field, rows.size());
    return field.dtype() == DType.F32
        ? Tensor.fromArray(floats, dims)
        : Tensor.fromArray(ints, dims);
  }

  /// {@return the shape of the features of some rows}
  static int[] dims(RowSpec.Field field, int rows) {
    return IntStream.concat(IntStream.of(rows), field.shape().stream().mapToInt(Integer::intValue))
        .toArray();
  }
}
