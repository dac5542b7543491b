package gradus.spark;

import gradus.nn.distributed.RowSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/// Reads columns of numbers, of arrays of numbers and of Spark ML's vectors, one behind the other:
/// as floats, or one column as classes.
///
/// @param role `features` or `target`, for messages
/// @param classes the number of classes; 0 for floats
/// @param parts the columns
record ColumnReader(String role, int classes, List<Part> parts) implements RowReader {
  /// What the values of a column are.
  enum Kind {
    NUMBER,
    ARRAY,
    VECTOR
  }

  /// A column.
  ///
  /// @param name its name
  /// @param length how many numbers it has in each row; -1 if that isn't known yet
  /// @param index its place in the rows; -1 before [#bind]
  /// @param kind what it has; null before [#bind]
  record Part(String name, int length, int index, Kind kind) implements Serializable {}

  ColumnReader {
    parts = List.copyOf(parts);
  }

  /// {@return a reader of floats}
  static ColumnReader floats(String role, List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException(role + ": needs at least one column");
    }
    return new ColumnReader(
        role, 0, names.stream().map(name -> new Part(name, -1, -1, null)).toList());
  }

  /// {@return a reader of one column of classes from 0}
  static ColumnReader classes(String role, String name, int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException(role + ": needs at least 2 classes, not " + classes);
    }
    return new ColumnReader(role, classes, List.of(new Part(name, 1, -1, null)));
  }

  /// {@return a reader of columns whose lengths are known}
  static ColumnReader known(String role, List<String> names, List<Integer> lengths) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(new Part(names.get(i), lengths.get(i), -1, null));
    }
    return new ColumnReader(role, 0, parts);
  }

  /// {@return a reader of the same numbers in a column of another name}
  ColumnReader renamed(String name) {
    return known(role, List.of(name), lengths());
  }

  @Override
  public List<String> columns() {
    return parts.stream().map(Part::name).toList();
  }

  /// {@return how many numbers each column has}
  List<Integer> lengths() {
    return parts.stream().map(Part::length).toList();
  }

  @Override
  public ColumnReader bind(StructType schema) {
    List<String> there = List.of(schema.fieldNames());
    List<Part> bound = new ArrayList<>();
    for (Part column : parts) {
      int index = there.indexOf(column.name());
      if (index < 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: there is no column \"%s\"; there are %s",
                role,
                column.name(),
                there));
      }
      if (there.lastIndexOf(column.name()) != index) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s: the rows have two columns \"%s\"", role, column.name()));
      }
      Kind kind = kind(column.name(), schema.fields()[index].dataType());
      if (kind == Kind.NUMBER && column.length() > 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: the column \"%s\" is one number, and %d numbers in the training rows",
                role,
                column.name(),
                column.length()));
      }
      bound.add(new Part(column.name(), kind == Kind.NUMBER ? 1 : column.length(), index, kind));
    }
    return new ColumnReader(role, classes, bound);
  }

  private Kind kind(String name, DataType type) {
    if (isNumber(type)) {
      return Kind.NUMBER;
    }
    if (classes == 0 && type instanceof ArrayType array && isNumber(array.elementType())) {
      return Kind.ARRAY;
    }
    if (classes == 0 && type.equals(SQLDataTypes.VectorType())) {
      return Kind.VECTOR;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s: the column \"%s\" is of type %s; it must be %s",
            role,
            name,
            type.simpleString(),
            classes == 0
                ? "a number, an array of numbers or a vector of Spark ML. StringIndexer and"
                    + " OneHotEncoder make numbers of words"
                : "a number, the class. StringIndexer makes numbers of words"));
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType;
  }

  @Override
  public ColumnReader like(Row first) {
    List<Part> known = new ArrayList<>();
    for (Part column : parts) {
      int length = column.length() < 0 ? length(first, column) : column.length();
      known.add(new Part(column.name(), length, column.index(), column.kind()));
    }
    ColumnReader reader = new ColumnReader(role, classes, known);
    reader.read(first);
    return reader;
  }

  @Override
  public RowSpec.Field field() {
    if (classes > 0) {
      return RowSpec.Field.ints();
    }
    int total = 0;
    for (Part column : parts) {
      if (column.length() < 0) {
        throw new IllegalStateException("the length of " + column.name() + " isn't known yet");
      }
      total = Math.addExact(total, column.length());
    }
    return RowSpec.Field.floats(total);
  }

  @Override
  public Numbers read(Row row) {
    return classes > 0 ? new Ints(label(row, parts.getFirst())) : new Floats(floats(row));
  }

  private int label(Row row, Part column) {
    checkNotNull(row, column);
    double number = number(row, column, row.get(column.index()));
    if (number != Math.rint(number) || !(number >= 0 && number < classes)) {
      throw RowReader.wrong(
          row,
          String.format(
              Locale.ROOT,
              "%s: the column \"%s\" is %s, and a class is an integer from 0 to %d",
              role,
              column.name(),
              row.get(column.index()),
              classes - 1));
    }
    return (int) number;
  }

  private float[] floats(Row row) {
    float[] floats = new float[field().size()];
    int at = 0;
    for (Part column : parts) {
      int length = length(row, column);
      if (length != column.length()) {
        throw RowReader.wrong(
            row,
            String.format(
                Locale.ROOT,
                "%s: the column \"%s\" has %d numbers, and %d in other rows",
                role,
                column.name(),
                length,
                column.length()));
      }
      switch (column.kind()) {
        case NUMBER -> floats[at++] = single(row, column, row.get(column.index()));
        case ARRAY -> {
          for (Object value : row.getList(column.index())) {
            floats[at++] = single(row, column, value);
          }
        }
        case VECTOR -> {
          for (double value : ((Vector) row.get(column.index())).toArray()) {
            floats[at++] = single(row, column, value);
          }
        }
      }
    }
    return floats;
  }

  private int length(Row row, Part column) {
    checkNotNull(row, column);
    return switch (column.kind()) {
      case NUMBER -> 1;
      case ARRAY -> row.getList(column.index()).size();
      case VECTOR -> ((Vector) row.get(column.index())).size();
    };
  }

  private void checkNotNull(Row row, Part column) {
    if (row.isNullAt(column.index())) {
      throw isNull(row, column);
    }
  }

  private BadRowException isNull(Row row, Part column) {
    return RowReader.wrong(
        row,
        String.format(
            Locale.ROOT,
            "%s: the column \"%s\" is null; fill in or drop such rows before",
            role,
            column.name()));
  }

  private double number(Row row, Part column, Object value) {
    return switch (value) {
      case null -> throw isNull(row, column);
      case Boolean truth -> truth ? 1 : 0;
      case Number number -> number.doubleValue();
      default -> throw new IllegalStateException(value.getClass().getName());
    };
  }

  private float single(Row row, Part column, Object value) {
    float single = (float) number(row, column, value);
    if (!Float.isFinite(single)) {
      throw RowReader.wrong(
          row,
          String.format(
              Locale.ROOT,
              "%s: the column \"%s\" is %s, which is not a finite float",
              role,
              column.name(),
              value));
    }
    return single;
  }
}
