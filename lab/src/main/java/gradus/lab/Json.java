package gradus.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import gradus.engine.Tensor;
import java.io.IOException;
import java.util.stream.IntStream;

/// Writes answers as JSON. JSON has no infinities and no NaN: they become null, which the page
/// shows as "not finite".
final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(double.class, new Finite())
          .registerTypeAdapter(Double.class, new Finite())
          .serializeNulls()
          .disableHtmlEscaping()
          .create();

  private Json() {}

  static String of(Object answer) {
    return GSON.toJson(answer);
  }

  /// Returns the rows of a matrix.
  static double[][] rows(Tensor matrix) {
    return IntStream.range(0, matrix.size(0))
        .mapToObj(row -> matrix.select(0, row).toDoubles())
        .toArray(double[][]::new);
  }

  private static final class Finite extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || !Double.isFinite(value)) {
        out.nullValue();
      } else {
        out.value(value);
      }
    }

    @Override
    public Double read(JsonReader in) {
      throw new UnsupportedOperationException("answers are only written");
    }
  }
}
