package gradus.nn;

import gradus.engine.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// What `fixtures/pytorch.py` wrote: names, and tensors of numbers of 32 bits.
final class Figures {
  private Figures() {}

  static Map<String, Tensor> read() {
    Map<String, Tensor> figures = new LinkedHashMap<>();
    try (InputStream in = Figures.class.getResourceAsStream("pytorch.txt")) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .forEach(
              line -> {
                String[] words = line.split(" ");
                String dims = words[1].substring(1, words[1].length() - 1);
                int[] shape =
                    Arrays.stream(dims.split(","))
                        .filter(dim -> !dim.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray();
                double[] values =
                    Arrays.stream(words).skip(2).mapToDouble(Float::parseFloat).toArray();
                figures.put(words[0], Tensor.fromArray(values, shape));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return figures;
  }
}
