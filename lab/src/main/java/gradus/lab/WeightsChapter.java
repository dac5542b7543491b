package gradus.lab;

import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Chapter 6, weights: the numbers that a trained network, or any safetensors file, consists of.
///
/// @param given the file that the lab was started with, if there is one
record WeightsChapter(Optional<Weights> given) {
  private static final long LARGEST = 512L << 20;
  private static final int MOST_TENSORS = 5000;
  private static final int CHUNK = 1 << 16;

  /// The tensors of a network or of a file.
  ///
  /// @param tensors all tensors
  /// @param shown the index of the tensor in the picture; -1 if there is none
  /// @param picture the picture of that tensor
  /// @param columns the names of its columns; null if unknown
  /// @param note further information
  record Tensors(
      List<Stored> tensors, int shown, Picture picture, List<String> columns, String note) {}

  /// The file that the lab was started with.
  ///
  /// @param name its name; null if there is none
  record Given(String name) {}

  /// Returns whether there is a file that the lab was started with, and its name.
  Given given(Query query) {
    return new Given(given.map(each -> String.valueOf(each.file().getFileName())).orElse(null));
  }

  /// Returns the weights of a network that has just been trained, or of the file that the lab was
  /// started with.
  Tensors weights(Query query) {
    return switch (query.choice("of", "titanic", "digits", "given")) {
      case "digits" -> digits(query);
      case "given" -> stored(query);
      default -> titanic(query);
    };
  }

  private static Tensors digits(Query query) {
    DigitNet net = DigitNet.trained();
    return weights(
        net.layers().state(),
        query.text("tensor"),
        null,
        String.format(
            Locale.ROOT,
            "%d of %d digits held out predicted correctly",
            net.right(),
            net.checked()));
  }

  private Tensors stored(Query query) {
    Weights weights =
        given.orElseThrow(
            () ->
                new RequestException(
                    400, "no file was given: start the lab by gradus lab --weights FILE"));
    return weights(
        weights.tensors(),
        query.text("tensor"),
        null,
        weights.card().map(WeightsChapter::described).orElse(""));
  }

  private static String described(Network.Card card) {
    return RequestException.shown(
        String.format(
            Locale.ROOT,
            "%s for %d classes, input %d x %d x %d",
            card.arch(),
            card.classes().size(),
            card.input().channels(),
            card.input().height(),
            card.input().width()));
  }

  private static Tensors titanic(Query query) {
    TrainedModels.Trained trained = TrainedModels.of(TrainedModels.Settings.of(query));
    return weights(
        trained.run().model().state(),
        query.text("tensor"),
        TrainedModels.prepared().columns(),
        String.format(
            Locale.ROOT,
            "%d of %d validation passengers predicted correctly",
            trained.run().right(),
            trained.run().checked()));
  }

  /// Returns the weights in the file that is the body of the request.
  static Tensors file(Query query) {
    String tensor = query.text("tensor");
    try {
      Path file = Files.createTempFile("gradus", ".safetensors");
      try {
        receive(query.body(), file);
        Safetensors.Contents contents = load(file);
        if (contents.tensors().size() > MOST_TENSORS) {
          throw new RequestException(
              400,
              String.format(
                  Locale.ROOT,
                  "the file has %d tensors; the limit is %d",
                  contents.tensors().size(),
                  MOST_TENSORS));
        }
        return weights(contents.tensors(), tensor, null, metadata(contents.metadata()));
      } catch (OutOfMemoryError _) {
        throw new RequestException(
            413, "the file needs more memory than Java may use (see java -Xmx)");
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void receive(InputStream body, Path file) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        size += read;
        if (size > LARGEST) {
          throw new RequestException(413, "the file is larger than 512 MB, the limit");
        }
        out.write(chunk, 0, read);
      }
    }
  }

  private static Safetensors.Contents load(Path file) throws IOException {
    try {
      return Safetensors.load(file);
    } catch (SafetensorsException e) {
      // The path is that of a temporary file, which the client does not know.
      String reason = e.getMessage().replace(file + ": ", "");
      throw new RequestException(400, "not a readable safetensors file: " + reason);
    }
  }

  private static String metadata(Map<String, String> metadata) {
    if (metadata.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("metadata:");
    metadata.forEach(
        (key, value) -> text.append(String.format(Locale.ROOT, " %s = %s", key, value)));
    return RequestException.shown(text.toString());
  }

  private static Tensors weights(
      Map<String, Tensor> tensors, String wanted, List<String> columns, String note) {
    List<String> names = List.copyOf(tensors.keySet());
    String name = wanted == null || wanted.isEmpty() ? first(tensors) : wanted;
    int shown = names.indexOf(name);
    if (shown < 0 && !names.isEmpty()) {
      throw new RequestException(400, "there is no tensor " + RequestException.shown(name));
    }
    return new Tensors(
        tensors.entrySet().stream()
            .map(entry -> Stored.of(entry.getKey(), entry.getValue()))
            .toList(),
        shown,
        shown < 0 ? null : Picture.of(tensors.get(name)),
        shown == 0 && tensors.get(name).rank() == 2 ? columns : null,
        note);
  }

  /// Returns the first tensor with images, or else the first with more than one axis.
  private static String first(Map<String, Tensor> tensors) {
    return tensors.keySet().stream()
        .filter(name -> tensors.get(name).rank() == 4)
        .findFirst()
        .or(
            () ->
                tensors.keySet().stream().filter(name -> tensors.get(name).rank() > 1).findFirst())
        .or(() -> tensors.keySet().stream().findFirst())
        .orElse("");
  }
}
