package gradus.engine.simd;

import gradus.engine.DType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;

/// The element types of the matrix product: what an [Assembler] needs to know of each, and the
/// loops that are written for each, [Level1]. The vectors of all of them have the same number of
/// bits, see [Lanes].
enum Lane {
  /// Single precision.
  F32(
      float.class,
      Float.BYTES,
      FloatVector.class,
      Lanes.WIDTH,
      "FLOAT",
      "FLOATS",
      Exchange.Floats.class,
      new FloatLevel1(),
      new Bits(int.class, IntVector.class, "INT", "reinterpretAsInts", "reinterpretAsFloats")),

  /// Double precision.
  F64(
      double.class,
      Double.BYTES,
      DoubleVector.class,
      Lanes.WIDTH / 2,
      "DOUBLE",
      "DOUBLES",
      Exchange.Doubles.class,
      new DoubleLevel1(),
      new Bits(long.class, LongVector.class, "LONG", "reinterpretAsLongs", "reinterpretAsDoubles"));

  /// The integers of the same size, for masks by bits.
  ///
  /// @param vector the type of their vectors
  /// @param array the type of their arrays
  /// @param species the field of [Lanes] with their species
  /// @param from the method that takes a vector of the lane to them
  /// @param back the method that takes it back
  record Bits(ClassDesc vector, ClassDesc array, String species, String from, String back) {
    private Bits(Class<?> element, Class<?> vector, String species, String from, String back) {
      this(describe(vector), describe(element.arrayType()), species, from, back);
    }
  }

  private final ClassDesc element;
  private final ClassDesc vector;
  private final int bytes;
  private final int width;
  private final String species;
  private final String exact;
  private final ClassDesc exchange;
  private final Level1 level1;
  private final Bits bits;

  Lane(
      Class<?> element,
      int bytes,
      Class<?> vector,
      int width,
      String species,
      String exact,
      Class<?> exchange,
      Level1 level1,
      Bits bits) {
    this.element = describe(element);
    this.vector = describe(vector);
    this.bytes = bytes;
    this.width = width;
    this.species = species;
    this.exact = exact;
    this.exchange = describe(exchange);
    this.level1 = level1;
    this.bits = bits;
  }

  private static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// {@return the tensors' name of the type of an element}
  DType dtype() {
    return DType.valueOf(name());
  }

  /// {@return the type of an element}
  ClassDesc element() {
    return element;
  }

  /// {@return how instructions name the type of an element}
  TypeKind kind() {
    return TypeKind.from(element);
  }

  /// {@return the type of an array}
  ClassDesc array() {
    return element.arrayType();
  }

  /// {@return the type of a vector}
  ClassDesc vector() {
    return vector;
  }

  /// {@return the number of bytes of an element}
  int bytes() {
    return bytes;
  }

  /// {@return the number of elements of a vector, W}
  int width() {
    return width;
  }

  /// {@return the field of [Lanes] with the vectors' species}
  String species() {
    return species;
  }

  /// {@return the field of [Lanes] with the vectors' exact class}
  String exact() {
    return exact;
  }

  /// {@return the class whose fields exchange lanes}
  ClassDesc exchange() {
    return exchange;
  }

  /// {@return the loops over elements}
  Level1 level1() {
    return level1;
  }

  /// {@return the integers of the same size}
  Bits bits() {
    return bits;
  }
}
