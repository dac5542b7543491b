package gradus.text.model;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// Reads checkpoints of A. Karpathy's program llama2.c, in the first version of their format: seven
/// integers, little-endian: the width, the inner width, the numbers of layers, of heads and of
/// heads of keys and values, the number of tokens that there are (negative if the output has its
/// own weights), the greatest number of tokens of a text; then the tensors, F32, each for all
/// layers.
public final class Llama2c {
  private static final int HEADER = 7 * Integer.BYTES;
  private static final int CHUNK = 1 << 16;

  /// Later versions begin with this number.
  private static final int MAGIC = 0x616b3432;

  private final FileChannel channel;
  private final LlamaConfig config;
  private final Map<String, Tensor> state;

  private Llama2c(FileChannel channel, Llama llama) {
    this.channel = channel;
    this.config = llama.config();
    this.state = llama.state();
  }

  /// {@return the model of a file}
  ///
  /// @param file the file
  /// @throws InputException if it can't be read, or isn't such a checkpoint
  public static Llama load(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      LlamaConfig config = config(file, channel);
      Llama llama = Llama.create(Parameters.zeros(), config);
      new Llama2c(channel, llama).readAll();
      return llama;
    } catch (IOException e) {
      throw InputException.of(file, e);
    }
  }

  private static LlamaConfig config(Path file, FileChannel channel) throws IOException {
    if (channel.size() < HEADER) {
      throw refused(file, "it has " + channel.size() + " bytes, and its header should have 28");
    }
    ByteBuffer header = read(channel, HEADER);
    int[] numbers = new int[7];
    header.asIntBuffer().get(numbers);
    if (numbers[0] == MAGIC) {
      throw refused(file, "it is of a later version of the format; export it as version 0");
    }
    LlamaConfig config;
    try {
      ConfigJson.checkHeads("the width", numbers[0], "the number of heads", numbers[3]);
      config =
          new LlamaConfig(
              Math.abs(numbers[5]),
              numbers[6],
              numbers[0],
              numbers[1],
              numbers[2],
              numbers[3],
              numbers[4],
              numbers[0] / numbers[3],
              10_000,
              1e-5,
              numbers[5] > 0,
              new RopeScaling.None());
    } catch (IllegalArgumentException e) {
      throw refused(file, e.getMessage());
    }
    double expected = HEADER + 4 * elements(config);
    if (channel.size() != expected) {
      throw refused(
          file,
          String.format(
              Locale.ROOT,
              "a model of its sizes (%d wide, %d layers, %d tokens) takes %.0f bytes, the file has"
                  + " %d",
              config.hiddenSize(),
              config.numHiddenLayers(),
              config.vocabSize(),
              expected,
              channel.size()));
    }
    return config;
  }

  /// As a double, because a broken header's sizes may multiply to more than a long.
  private static double elements(LlamaConfig c) {
    double width = c.hiddenSize();
    double keys = (double) c.numKeyValueHeads() * c.headSize();
    double layer =
        2 * width + 2 * width * width + 2 * width * keys + 3 * width * c.intermediateSize();
    double angles = (double) c.maxPositionEmbeddings() * (c.headSize() / 2) * 2;
    double embeddings = (c.tieWordEmbeddings() ? 1.0 : 2.0) * c.vocabSize() * width;
    return embeddings + c.numHiddenLayers() * layer + width + angles;
  }

  private static InputException refused(Path file, String problem) {
    return new InputException(file + ": not a checkpoint of llama2.c: " + problem);
  }

  private void readAll() throws IOException {
    read("model.embed_tokens.weight");
    layers("input_layernorm");
    turnedLayers("self_attn.q_proj", config.numAttentionHeads());
    turnedLayers("self_attn.k_proj", config.numKeyValueHeads());
    layers("self_attn.v_proj");
    layers("self_attn.o_proj");
    layers("post_attention_layernorm");
    layers("mlp.gate_proj");
    layers("mlp.down_proj");
    layers("mlp.up_proj");
    read("model.norm.weight");
    if (!config.tieWordEmbeddings()) {
      // Tables of cosines and sines, which are computed here.
      long angles = (long) config.maxPositionEmbeddings() * (config.headSize() / 2) * 2;
      channel.position(channel.position() + Float.BYTES * angles);
      read("lm_head.weight");
    }
  }

  private void layers(String name) throws IOException {
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      read(name(layer, name));
    }
  }

  /// Reads projections to queries or keys. The file's rotary positions turn the pairs of elements
  /// (2i, 2i + 1) of a head, and a [Llama]'s the pairs (i, i + size / 2): the rows go there.
  private void turnedLayers(String name, int heads) throws IOException {
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      Tensor weight = read(name(layer, name));
      int half = config.headSize() / 2;
      Tensor turned =
          weight.detach().reshape(heads, half, 2, config.hiddenSize()).transpose(1, 2).copy();
      Tensor.noGrad(() -> weight.copyFrom(turned.reshape(weight.shape().dims())));
    }
  }

  private static String name(int layer, String name) {
    return String.format(Locale.ROOT, "model.layers.%d.%s.weight", layer, name);
  }

  private Tensor read(String name) throws IOException {
    Tensor tensor = state.get(name);
    float[] values = new float[tensor.size()];
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      read(channel, count * Float.BYTES).asFloatBuffer().get(values, from, count);
    }
    Tensor value = Tensor.fromArray(values, tensor.shape().dims());
    return Tensor.noGrad(() -> tensor.copyFrom(value));
  }

  private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }
}
