package gradus.titanic.recipe;

import gradus.cli.InputException;
import gradus.engine.Generator;
import gradus.titanic.data.Passengers;
import java.util.Locale;
import java.util.stream.IntStream;

/// The lesson's random split: a fifth of the rows is the validation set, the others are the
/// training set.
record Split(int[] validation, int[] training) {
  private static final int LEAST = 10;

  static Split of(Passengers passengers) {
    int rows = passengers.table().rows();
    atLeast(LEAST, rows, passengers.source(), "rows");
    int[] order = new Generator(Recipe.SPLIT_SEED).permutation(rows);
    int held = rows / 5;
    return new Split(
        IntStream.of(order).limit(held).toArray(), IntStream.of(order).skip(held).toArray());
  }

  /// Checks that there are enough rows to train on.
  static void atLeast(int least, int rows, String source, String what) {
    if (rows < least) {
      throw new InputException(
          String.format(
              Locale.ROOT, "%s has %d %s; learning from them needs %d", source, rows, what, least));
    }
  }
}
