package gradus.spark;

import gradus.nn.distributed.RowSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/// Rows that were read, checked and encoded for a [TrainingRows]. They lie on the executors' disks
/// until this is closed, so that the rows are computed once, however often workers are lost.
final class EncodedRows implements AutoCloseable {
  /// Of each row its bytes, or a text about what is wrong with it.
  private final JavaRDD<Serializable> rows;

  private final RowReader features;
  private final RowReader targets;

  private EncodedRows(JavaRDD<Serializable> rows, RowReader features, RowReader targets) {
    this.rows = rows;
    this.features = features;
    this.targets = targets;
  }

  /// Looks at the schema and at a first row; [#check] reads the others.
  ///
  /// @param what `training` or `validation`, for messages
  /// @throws IllegalArgumentException if a column is missing or unsuitable, there are no rows, or
  ///   the first one can't be read
  static EncodedRows of(String what, Dataset<Row> rows, RowReader features, RowReader targets) {
    // The names are checked before Spark looks for them.
    features.bind(rows.schema());
    targets.bind(rows.schema());
    Dataset<Row> needed = needed(rows, features, targets);
    RowReader x = features.bind(needed.schema());
    RowReader y = targets.bind(needed.schema());
    List<Row> first = needed.takeAsList(1);
    if (first.isEmpty()) {
      throw new IllegalArgumentException("there are no " + what + " rows");
    }
    x = x.like(first.getFirst());
    y = y.like(first.getFirst());
    return new EncodedRows(encode(needed, x, y), x, y);
  }

  /// {@return the columns that are read; all if a function reads them}
  private static Dataset<Row> needed(Dataset<Row> rows, RowReader features, RowReader targets) {
    List<String> names =
        Stream.of(features, targets).flatMap(reader -> reader.columns().stream()).toList();
    return features.columns().isEmpty() || targets.columns().isEmpty()
        ? rows
        : rows.select(names.stream().map(EncodedRows::column).toArray(Column[]::new));
  }

  /// {@return a column by its name, in which dots and other signs have no meaning}
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static JavaRDD<Serializable> encode(Dataset<Row> rows, RowReader x, RowReader y) {
    RowSpec spec = new RowSpec(x.field(), y.field());
    return rows.javaRDD()
        .mapPartitions(
            part -> {
              RowEncoder encoder = new RowEncoder(spec);
              return map(part, row -> encode(row, encoder, x, y));
            });
  }

  private interface Mapping {
    Serializable of(Row row);
  }

  private static Iterator<Serializable> map(Iterator<Row> rows, Mapping mapping) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Serializable next() {
        return mapping.of(rows.next());
      }
    };
  }

  private static Serializable encode(Row row, RowEncoder encoder, RowReader x, RowReader y) {
    try {
      switch (x.read(row)) {
        case RowReader.Floats(var values) -> encoder.features(values);
        case RowReader.Ints(var values) -> encoder.features(values);
      }
      switch (y.read(row)) {
        case RowReader.Floats(var values) -> encoder.targets(values);
        case RowReader.Ints(var values) -> encoder.targets(values);
      }
      return encoder.row();
    } catch (BadRowException e) {
      return e.getMessage();
    }
  }

  /// Reads all rows, and keeps them.
  ///
  /// @throws BadRowException if one of them can't be read
  void check() {
    rows.persist(StorageLevel.DISK_ONLY());
    List<String> problems =
        rows.mapPartitions(
                part -> {
                  List<String> first = new ArrayList<>();
                  while (part.hasNext()) {
                    if (part.next() instanceof String problem && first.isEmpty()) {
                      first.add(problem);
                    }
                  }
                  return first.iterator();
                })
            .collect();
    if (!problems.isEmpty()) {
      throw new BadRowException(problems.getFirst());
    }
  }

  /// {@return the rows' bytes}
  JavaRDD<byte[]> bytes() {
    return rows.map(row -> (byte[]) row);
  }

  /// {@return the reader of the features, which knows what rows look like}
  RowReader features() {
    return features;
  }

  /// {@return the reader of the targets, which knows what rows look like}
  RowReader targets() {
    return targets;
  }

  /// {@return what a row consists of}
  RowSpec spec() {
    return new RowSpec(features.field(), targets.field());
  }

  /// Deletes the rows from the executors' disks.
  @Override
  public void close() {
    rows.unpersist(false);
  }
}
