package gradus.engine.simd;

import java.util.OptionalInt;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector width of this program; mixing several slows all of them down. It is the machine's
/// preferred width, or that of [Setting#BITS], for tests and comparisons.
final class Lanes {
  static final VectorShape SHAPE = shape();
  static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, SHAPE);

  /// As many integers as a vector has floats.
  static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, SHAPE);

  /// Half as many doubles: a vector of floats converts into two of these.
  static final VectorSpecies<Double> DOUBLE = VectorSpecies.of(double.class, SHAPE);

  /// As many long integers as a vector has doubles.
  static final VectorSpecies<Long> LONG = VectorSpecies.of(long.class, SHAPE);

  /// Half a vector of floats, which converts into a whole one of doubles.
  static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(SHAPE.vectorBitSize() / 2));

  /// As many integers as a vector has doubles.
  static final VectorSpecies<Integer> HALF_INT = VectorSpecies.of(int.class, HALF.vectorShape());

  /// The class of the vectors of floats of [#FLOAT], to cast to the exact class:
  /// `FLOATS.cast(sum)`.
  ///
  /// A method such as [FloatVector#intoArray(float[], int)] calls methods of its vector, which C2
  /// inlines if it knows the class. It knows that of a vector that was just computed. That of a
  /// variable which a loop or a branch assigns, it guesses by what the method was called with
  /// before, in all of the program. Halves of vectors among them mislead it, and then it keeps the
  /// vector as an object in the loop, which takes ten times as long. Therefore such variables are
  /// cast before a method of theirs is called.
  static final Class<? extends FloatVector> FLOATS =
      FLOAT.vectorType().asSubclass(FloatVector.class);

  /// The class of the vectors of integers of [#INT].
  static final Class<? extends IntVector> INTS = INT.vectorType().asSubclass(IntVector.class);

  /// The class of the vectors of doubles of [#DOUBLE].
  static final Class<? extends DoubleVector> DOUBLES =
      DOUBLE.vectorType().asSubclass(DoubleVector.class);

  /// The number of floats in a vector.
  static final int WIDTH = FLOAT.length();

  private Lanes() {}

  private static VectorShape shape() {
    OptionalInt bits = Setting.BITS.value();
    return bits.isPresent()
        ? VectorShape.forBitSize(bits.getAsInt())
        : VectorShape.preferredShape();
  }

  /// Returns the number of vector registers: 32 with AVX-512 and on ARM, otherwise 16.
  static int registers() {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    return arm || SHAPE.vectorBitSize() == 512 ? 32 : 16;
  }
}
