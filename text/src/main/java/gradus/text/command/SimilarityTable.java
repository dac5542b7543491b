package gradus.text.command;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// The similarities of sentences: a table of all pairs, or the nearest of each where there are
/// many.
///
/// @param sentences the sentences
/// @param vectors their vectors of length 1, (N, width)
record SimilarityTable(List<String> sentences, Tensor vectors) {
  /// The greatest number of sentences whose table fits a terminal.
  private static final int FITS = 10;

  /// How many sentences are compared with all at once.
  private static final int BLOCK = 256;

  private static final int SHOWN = 60;

  void print(PrintWriter out) {
    if (sentences.size() == 1) {
      out.println(
          String.format(Locale.ROOT, "One sentence, a vector of %d numbers.", vectors.size(1)));
    } else if (sentences.size() <= FITS) {
      printAll(out);
    } else {
      printNearest(out);
    }
  }

  private void printAll(PrintWriter out) {
    double[] cosines = cosines(0, sentences.size());
    StringBuilder header = new StringBuilder("  ");
    for (int j = 0; j < sentences.size(); j++) {
      header.append(String.format(Locale.ROOT, "%7d", j + 1));
    }
    out.println(header);
    for (int i = 0; i < sentences.size(); i++) {
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%2d", i + 1));
      for (int j = 0; j < sentences.size(); j++) {
        // Without a sign of a zero.
        double cosine = Math.round(1e3 * cosines[i * sentences.size() + j]) / 1e3 + 0.0;
        row.append(String.format(Locale.ROOT, "%7.3f", cosine));
      }
      out.println(row + "  " + shown(i));
    }
    printPair(out, cosines);
  }

  private void printPair(PrintWriter out, double... cosines) {
    int n = sentences.size();
    int first = 0;
    int second = 1;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (cosines[i * n + j] > cosines[first * n + second]) {
          first = i;
          second = j;
        }
      }
    }
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "The most similar are %d and %d: %.3f.",
            first + 1,
            second + 1,
            cosines[first * n + second]));
  }

  private void printNearest(PrintWriter out) {
    int n = sentences.size();
    out.println("The nearest of each sentence, and the cosine");
    for (int start = 0; start < n; start += BLOCK) {
      int end = Math.min(start + BLOCK, n);
      double[] cosines = cosines(start, end);
      for (int i = start; i < end; i++) {
        int nearest = i == 0 ? 1 : 0;
        int row = (i - start) * n;
        for (int j = 0; j < n; j++) {
          nearest = j != i && cosines[row + j] > cosines[row + nearest] ? j : nearest;
        }
        out.println(
            String.format(
                Locale.ROOT,
                "%5d  %s%n       %5.3f  %d  %s",
                i + 1,
                shown(i),
                cosines[row + nearest],
                nearest + 1,
                shown(nearest)));
      }
    }
  }

  private double[] cosines(int start, int end) {
    return vectors.slice(0, start, end).matmul(vectors.t()).toDoubles();
  }

  private String shown(int i) {
    String text = InputException.shown(sentences.get(i));
    return text.codePointCount(0, text.length()) <= SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "...";
  }
}
