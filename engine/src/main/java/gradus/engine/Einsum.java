package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A sum of products in Einstein's notation. The operands are contracted from left to right, each
/// pair as one batched matrix product.
final class Einsum {
  private final String equation;
  private final Tensor[] operands;
  private final List<String> subscripts;
  private final String result;
  private final Map<Character, Integer> lengths = new TreeMap<>();

  /// A tensor with a letter for each axis, each once.
  private record Term(String letters, Tensor x) {
    int[] axes(String wanted) {
      return wanted.chars().map(letters::indexOf).toArray();
    }

    Term permuted(String order) {
      return new Term(order, x.permute(axes(order)));
    }

    /// Sums over the letters that are not kept.
    Term reduced(String kept) {
      String summed = without(letters, kept);
      return summed.isEmpty() ? this : new Term(without(letters, summed), x.sum(axes(summed)));
    }
  }

  /// Parses an equation, and checks that it fits the operands.
  Einsum(String equation, Tensor... operands) {
    this.equation = equation;
    this.operands = operands;
    String[] sides = equation.replace(" ", "").split("->", -1);
    if (sides.length > 2) {
      throw rejected("has more than one arrow");
    }
    subscripts = List.of(sides[0].split(",", -1));
    if (subscripts.size() != operands.length) {
      throw rejected(
          String.format(
              Locale.ROOT,
              "has letters for %d operands, not %d",
              subscripts.size(),
              operands.length));
    }
    for (int i = 0; i < operands.length; i++) {
      measure(subscripts.get(i), operands[i]);
    }
    result = sides.length == 2 ? sides[1] : occurringOnce(sides[0]);
    for (char letter : result.toCharArray()) {
      if (!lengths.containsKey(letter)) {
        throw rejected(String.format(Locale.ROOT, "has '%s' only in the result", letter));
      }
      if (result.indexOf(letter) != result.lastIndexOf(letter)) {
        throw rejected(String.format(Locale.ROOT, "has '%s' twice in the result", letter));
      }
    }
  }

  private IllegalArgumentException rejected(String problem) {
    List<String> specs = new ArrayList<>();
    for (Tensor operand : operands) {
      specs.add(operand.spec().toString());
    }
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT, "einsum(%s): \"%s\" %s", String.join(", ", specs), equation, problem));
  }

  private void measure(String letters, Tensor operand) {
    if (letters.length() != operand.rank()) {
      throw rejected(
          String.format(
              Locale.ROOT, "has \"%s\" for an operand of %d axes", letters, operand.rank()));
    }
    for (int axis = 0; axis < letters.length(); axis++) {
      char letter = letters.charAt(axis);
      if (!(letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z')) {
        throw rejected(String.format(Locale.ROOT, "has '%s', which is not a letter", letter));
      }
      int length = operand.size(axis);
      int before = lengths.getOrDefault(letter, 1);
      int own = operand.size(letters.indexOf(letter));
      if (own != length || before != 1 && length != 1 && before != length) {
        throw rejected(
            String.format(
                Locale.ROOT,
                "gives '%s' the lengths %d and %d",
                letter,
                own != length ? own : before,
                length));
      }
      lengths.put(letter, before == 1 ? length : before);
    }
  }

  private String occurringOnce(String letters) {
    StringBuilder once = new StringBuilder();
    for (char letter : lengths.keySet()) {
      if (letters.indexOf(letter) == letters.lastIndexOf(letter)) {
        once.append(letter);
      }
    }
    return once.toString();
  }

  Tensor compute() {
    Term product = term(0);
    for (int i = 1; i < operands.length; i++) {
      String later = String.join("", subscripts.subList(i + 1, operands.length));
      product = contract(product, term(i), result + later);
    }
    return product.reduced(result).permuted(result).x();
  }

  /// Returns an operand with the diagonals of its repeated letters, broadcast.
  private Term term(int i) {
    String letters = subscripts.get(i);
    Tensor x = operands[i];
    for (int axis = 0; axis < letters.length(); axis++) {
      char letter = letters.charAt(axis);
      int again = letters.indexOf(letter, axis + 1);
      if (again >= 0) {
        x = x.diagonal(0, axis, again);
        letters = letters.replace("" + letter, "") + letter;
        axis = -1;
      }
    }
    return new Term(letters, x.expand(dims(letters)));
  }

  private int[] dims(String letters) {
    return letters.chars().map(letter -> lengths.get((char) letter)).toArray();
  }

  private int size(String letters) {
    return Shape.of(dims(letters)).size();
  }

  /// Multiplies two terms, and sums over the letters that are not needed later.
  private Term contract(Term left, Term right, String needed) {
    Term a = left.reduced(needed + right.letters());
    Term b = right.reduced(needed + left.letters());
    String ofBoth = without(a.letters(), without(a.letters(), b.letters()));
    String summed = without(ofBoth, needed);
    String batch = without(ofBoth, summed);
    String rows = without(a.letters(), ofBoth);
    String columns = without(b.letters(), ofBoth);
    // (batch, rows, summed) times (batch, summed, columns)
    int m = size(rows);
    int k = size(summed);
    int n = size(columns);
    Tensor first = a.permuted(batch + rows + summed).x().reshape(matrices(batch, m, k));
    Tensor second = b.permuted(batch + summed + columns).x().reshape(matrices(batch, k, n));
    Tensor product = summed.isEmpty() ? first.mul(second) : first.matmul(second);
    String letters = batch + rows + columns;
    return new Term(letters, product.reshape(dims(letters)));
  }

  private int[] matrices(String batch, int rows, int columns) {
    int[] dims = Arrays.copyOf(dims(batch), batch.length() + 2);
    dims[batch.length()] = rows;
    dims[batch.length() + 1] = columns;
    return dims;
  }

  private static String without(String letters, String removed) {
    StringBuilder kept = new StringBuilder();
    for (char letter : letters.toCharArray()) {
      if (removed.indexOf(letter) < 0) {
        kept.append(letter);
      }
    }
    return kept.toString();
  }
}
