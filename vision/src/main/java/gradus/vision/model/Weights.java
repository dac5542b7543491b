package gradus.vision.model;

import gradus.cli.InputException;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.io.Safetensors;
import gradus.vision.data.PictureSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A file of a network's tensors, by this program or by others, under PyTorch's names.
///
/// @param file the file
/// @param tensors its tensors
/// @param card what it says about its network, if it is by this program
public record Weights(Path file, Map<String, Tensor> tensors, Optional<Network.Card> card) {
  /// How many names a message has.
  private static final int TOLD = 4;

  private static final String BATCHES = "num_batches_tracked";

  /// {@return the content of a file}
  ///
  /// @param file the file
  /// @throws InputException if it isn't safetensors, or can't be read
  public static Weights read(Path file) {
    try {
      Safetensors.Contents contents = Safetensors.load(file);
      return new Weights(file, contents.tensors(), Network.Card.of(file, contents.metadata()));
    } catch (IOException e) {
      throw InputException.of(file, e);
    }
  }

  /// {@return the architecture: the one that the file names, which must be the wanted one if there
  /// is one}
  ///
  /// @param wanted the one that was asked for; null if none was
  /// @throws InputException if they differ, or neither is there
  public Arch arch(Arch wanted) {
    Arch named = card.map(Network.Card::arch).orElse(wanted);
    if (named == null) {
      throw new InputException(
          file + ": the file doesn't name its architecture; give it by --arch");
    }
    if (wanted != null && wanted != named) {
      throw new InputException(
          String.format(Locale.ROOT, "%s: its network is %s, not %s", file, named, wanted));
    }
    return named;
  }

  /// {@return the number of classes, from the shape of the last layer}
  ///
  /// @param arch the architecture
  /// @throws InputException if there is no such layer
  public int classes(Arch arch) {
    Tensor weight = tensors.get(arch.head() + ".weight");
    if (weight == null || weight.rank() != 2) {
      // The message about all names says more.
      copyInto(arch, arch.create(new Generator(0), usualInput(arch), 2).state(), false);
      throw mismatch(arch, "there is no last layer " + arch.head() + ".weight");
    }
    return weight.size(0);
  }

  /// Returns the form of the input: the file's, or else the usual one.
  private Input usualInput(Arch arch) {
    return card.map(Network.Card::input).orElseGet(() -> Input.usual(channels(arch), 32, 32));
  }

  /// The channels of the input of the first convolution; 3 where there is none.
  private int channels(Arch arch) {
    return tensors.values().stream()
        .filter(tensor -> tensor.rank() == 4)
        .findFirst()
        .map(tensor -> tensor.size(1) == 1 ? 1 : 3)
        .orElse(arch == Arch.MLP ? 1 : 3);
  }

  /// {@return the form of the input of a network that begins with these weights: the file's; or
  /// else the usual one for the pictures, which are made coloured for weights that need colours}
  ///
  /// @param arch the architecture
  /// @param set the pictures to learn from
  public Input input(Arch arch, PictureSet set) {
    if (card.isPresent()) {
      return card.get().input();
    }
    Input usual = Input.of(arch, set);
    return usual.channels() == 1 && arch != Arch.MLP && channels(arch) == 3
        ? Input.usual(3, usual.height(), usual.width())
        : usual;
  }

  /// {@return the network of the file}
  ///
  /// @param wanted its architecture, if the file doesn't name it; else null
  /// @param side the height and width of the pictures that a file without metadata is for
  /// @param names the names of the classes for a file without them; null for numbers
  /// @throws InputException if the tensors don't fit the architecture
  public Network network(Arch wanted, int side, List<String> names) {
    Arch arch = arch(wanted);
    int classes = classes(arch);
    Input input = card.map(Network.Card::input).orElseGet(() -> guessedInput(arch, side));
    List<String> named =
        card.map(Network.Card::classes)
            .orElseGet(
                () ->
                    names != null
                        ? names
                        : IntStream.range(0, classes).mapToObj(String::valueOf).toList());
    if (named.size() != classes) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: the network has %d classes, but there are %d names",
              file,
              classes,
              named.size()));
    }
    checkPixels(arch, input);
    Layer layer = arch.create(new Generator(0), input, classes);
    copyInto(arch, layer.state(), false);
    return new Network(arch, named, input, layer);
  }

  /// Checks the form of the input before memory is taken for a network of its size.
  private void checkPixels(Arch arch, Input input) {
    long expected =
        switch (arch) {
          case MLP -> (long) input.channels() * input.height() * input.width();
          case LENET -> 16L * ((input.height() / 2 - 4) / 2) * ((input.width() / 2 - 4) / 2);
          default -> -1;
        };
    Tensor weight = tensors.get(arch == Arch.MLP ? "1.weight" : "fc1.weight");
    if (expected >= 0 && weight != null && weight.rank() == 2 && weight.size(1) != expected) {
      throw mismatch(
          arch,
          String.format(
              Locale.ROOT,
              "its first fully connected layer has %d inputs, and pictures of %d x %d x %d need %d",
              weight.size(1),
              input.channels(),
              input.height(),
              input.width(),
              expected));
    }
  }

  private Input guessedInput(Arch arch, int side) {
    if (arch == Arch.MLP && tensors.get("1.weight") instanceof Tensor first && first.rank() == 2) {
      int pixels = first.size(1);
      int channels = isSquare(pixels) ? 1 : 3;
      int edge = (int) Math.round(Math.sqrt((double) pixels / channels));
      if (edge * edge * channels == pixels) {
        return Input.usual(channels, edge, edge);
      }
    }
    int channels = arch.needsColours(side) ? 3 : channels(arch);
    return Input.usual(
        channels, Math.max(side, arch.leastSide()), Math.max(side, arch.leastSide()));
  }

  private static boolean isSquare(int number) {
    int root = (int) Math.round(Math.sqrt(number));
    return root * root == number;
  }

  /// Copies the file's tensors into a network that is to learn further. A last layer for another
  /// number of classes is left out.
  ///
  /// @param arch the architecture
  /// @param layer the network
  /// @return whether the last layer was left out
  /// @throws InputException if other tensors don't fit; nothing has then changed
  public boolean copyInto(Arch arch, Layer layer) {
    return copyInto(arch, layer.state(), true);
  }

  private boolean copyInto(Arch arch, Map<String, Tensor> state, boolean otherHead) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> different = new ArrayList<>();
    boolean replaced = false;
    for (Map.Entry<String, Tensor> entry : state.entrySet()) {
      String name = entry.getKey();
      Tensor tensor = entry.getValue();
      Tensor value = tensors.get(name);
      if (value == null && name.endsWith(BATCHES)) {
        value = Tensor.zeros(DType.I32, tensor.shape());
      }
      if (value == null) {
        missing.add(name);
      } else if (value.spec().equals(tensor.spec())) {
        values.put(name, value);
      } else if (otherHead && name.startsWith(arch.head() + ".")) {
        values.put(name, tensor.detach().copy());
        replaced = true;
      } else {
        different.add(
            String.format(Locale.ROOT, "%s is %s, not %s", name, value.spec(), tensor.spec()));
      }
    }
    List<String> left = tensors.keySet().stream().filter(name -> !state.containsKey(name)).toList();
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("missing: " + some(missing));
    }
    if (!left.isEmpty()) {
      problems.add("left over: " + some(left));
    }
    // Where names are missing or left over, it is another architecture anyway.
    if (!different.isEmpty() && problems.isEmpty()) {
      problems.add("of another shape: " + some(different));
    }
    if (!problems.isEmpty()) {
      throw mismatch(arch, String.join("; ", problems));
    }
    Safetensors.loadInto(state, values);
    return replaced;
  }

  private InputException mismatch(Arch arch, String problem) {
    return new InputException(
        String.format(
            Locale.ROOT, "%s: not the weights of the architecture %s: %s", file, arch, problem));
  }

  private static String some(List<String> names) {
    String told =
        String.join(
            ", ", names.stream().limit(TOLD).map(name -> InputException.shown(name)).toList());
    return names.size() <= TOLD
        ? told
        : String.format(Locale.ROOT, "%s and %d more", told, names.size() - TOLD);
  }
}
