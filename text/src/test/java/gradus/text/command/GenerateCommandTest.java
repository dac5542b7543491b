package gradus.text.command;

import static gradus.text.command.Result.text;
import static gradus.text.command.Result.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.cli.Program;
import gradus.cli.StandardOutput;
import gradus.testkit.DataFolder;
import gradus.text.data.MobyDick;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generation and inspection as their users see them.
class GenerateCommandTest {
  @TempDir private static Path folder;

  private static Path model;
  private static Path bytes;

  @BeforeAll
  static void train() throws IOException {
    Path data = folder.resolve("data");
    Files.writeString(
        data, MobyDick.read().substring(0, 3000) + "\u00e9\u4e2d\ud83d\ude00".repeat(40));
    Object[] args = {
      "train",
      "--data",
      data,
      "--layers",
      1,
      "--heads",
      2,
      "--width",
      16,
      "--context",
      8,
      "--steps",
      30,
      "--lr",
      0.02,
      "--quiet",
      "--save"
    };
    model = folder.resolve("a model");
    bytes = folder.resolve("bytes");
    text(args, model).succeeded();
    text(args, bytes, "--tokenizer", "bpe", "--vocabulary", 256).succeeded();
  }

  private static Result generate(Object... args) {
    return text("generate", "--model", model, args);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /// Nothing but the prompt and as many characters as asked for, beyond the context of 8, too.
  @Test
  void standardOutputIsTheText() {
    Result result = generate("--prompt", "It was ", "--tokens", 40).succeeded();
    assertThat(result.out()).startsWith("It was ");
    assertThat(characters(result.out())).isEqualTo(47);
    assertThat(result.err()).isEmpty();
    assertThat(characters(generate().succeeded().out())).isEqualTo(256);
  }

  @Test
  void theSeedDecidesUnlessTheTemperatureIsZero() {
    String first = generate("--seed", 1).succeeded().out();
    assertThat(generate("--seed", 1).out()).isEqualTo(first);
    assertThat(generate("--seed", 2).out()).isNotEqualTo(first);
    String greedy = generate("--temperature", 0, "--seed", 1).succeeded().out();
    assertThat(generate("--temperature", 0, "--seed", 2).out()).isEqualTo(greedy);
    // Different ways to leave only the most likely token.
    assertThat(generate("--top-k", 1).out()).isEqualTo(greedy);
    assertThat(generate("--top-p", 1e-9).out()).isEqualTo(greedy);
    assertThat(generate("--min-p", 1).out()).isEqualTo(greedy);
    assertThat(generate("--temperature", 0, "--repetition-penalty", 1e6).out())
        .isNotEqualTo(greedy);
  }

  @Test
  void aWordStops() {
    String whole = generate("--tokens", 60).succeeded().out();
    String word = whole.substring(30, 33);
    assertThat(generate("--tokens", 60, "--stop", "none of these", "--stop", word).out())
        .isEqualTo(whole.substring(0, whole.indexOf(word)));
  }

  /// Each piece is there before the next one is computed, and characters are whole.
  @Test
  void theTextIsStreamed() {
    List<String> flushed = new ArrayList<>();
    Writer out =
        new StringWriter() {
          @Override
          public void flush() {
            if (!getBuffer().isEmpty()) {
              flushed.add(toString());
              getBuffer().setLength(0);
            }
          }
        };
    String[] args =
        words(
            "generate", "--model", bytes, "--prompt", "\ud83d\ude00", "--tokens", 50, "--seed", 5);
    int status =
        Program.run(
            Main::command, false, new PrintWriter(out), new PrintWriter(new StringWriter()), args);
    assertThat(status).isZero();
    assertThat(flushed.getFirst()).isEqualTo("\ud83d\ude00");
    assertThat(flushed).hasSizeGreaterThan(30);
    assertThat(flushed)
        .allSatisfy(
            piece ->
                assertThat(
                        new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(piece));
  }

  /// As for `head -c 20`. Ten million tokens would take hours.
  @Test
  void aReaderThatEndsEndsTheGeneration() {
    OutputStream pipe =
        new OutputStream() {
          private int count;

          @Override
          public void write(int b) throws IOException {
            if (++count > 20) {
              throw new IOException("Broken pipe");
            }
          }
        };
    StringWriter err = new StringWriter();
    int status =
        Program.run(
            Main::command,
            false,
            new StandardOutput(pipe, StandardCharsets.UTF_8),
            new PrintWriter(err),
            words("generate", "--model", model, "--tokens", 10_000_000));
    assertThat(status).isEqualTo(Program.CLOSED_PIPE);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTerminalGetsALineBreakAtTheEnd() {
    StringWriter out = new StringWriter();
    Program.run(
        Main::command,
        true,
        new PrintWriter(out),
        new PrintWriter(new StringWriter()),
        words("generate", "--model", model, "--tokens", 5));
    assertThat(out.toString()).isEqualTo(generate("--tokens", 5).out() + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tokens 0; --tokens must be from 1",
        "--temperature -1; the temperature must be from 0 on, not -1.0",
        "--temperature NaN; the temperature must be",
        "--temperature warm; warm",
        "--top-k -1; the top-k must be from 1 on",
        "--top-p 0; the top-p must be above 0 and at most 1",
        "--top-p 1.5; the top-p must be",
        "--min-p -0.1; the min-p must be from 0 to 1",
        "--repetition-penalty 0; the repetition penalty must be above 0",
        "--stop=; --stop must have at least one character",
        "--prompt Itwas$; --prompt: no token for \"$\" (U+0024), character 6, line 1",
        "--prompt Itwasabout; --prompt: it has 10 tokens, and the model's context is 8",
        "--tokenizer nowhere; nowhere: there is no such file",
        "--backend magic; --backend: ",
      })
  void mistakesGetOneLine(String test) {
    String[] parts = test.split("; ", 2);
    Result result = generate((Object[]) parts[0].split(" "));
    result.refused(parts[1].split("; "));
    assertThat(result.out()).isEmpty();
  }

  @Test
  void modelsThatCannotBeUsed() throws IOException {
    text("generate").refused("--model");
    text("generate", "--model", folder.resolve("nowhere"))
        .refused("nowhere: there is no such file");
    text("generate", "--model", folder).refused("config.json: there is no such file");
    generate("--tokenizer", bytes).refused("the tokenizer 256, so they do not belong together");
    Path alone = Files.createDirectory(folder.resolve("alone"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(model.resolve(file), alone.resolve(file));
    }
    text("generate", "--model", alone)
        .refused("the folder has no tokenizer", "--tokenizer names another place");
    assertThat(text("generate", "--model", alone, "--tokenizer", model, "--seed", 3).out())
        .isEqualTo(generate("--seed", 3).out());
    // The tensors of one model and the configuration of another.
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.copy(bytes.resolve("config.json"), mixed.resolve("config.json"));
    Files.copy(model.resolve("model.safetensors"), mixed.resolve("model.safetensors"));
    text("generate", "--model", mixed).refused("of another shape", "wte.weight");
    text("generate", "--model", model.resolve("model.safetensors"))
        .refused("not a checkpoint of llama2.c");
  }

  @Test
  void inspectShowsAll() {
    assertThat(text("inspect", model, "--text", "It\n").succeeded().out())
        .contains(
            "Gpt2 {",
            "\"n_positions\": 8,",
            "h.0.attn.c_attn.weight  [16, 48]               768 ",
            "16 tensors, ",
            "CharTokenizer, ",
            "  \"I\"\n".replace("\n", System.lineSeparator()),
            "  \"\\n\"",
            "3 tokens: ");
    assertThat(text("inspect", bytes).succeeded().out())
        .contains("ByteLevelBpe, 256 tokens", "       0  \"!\"", "...");
    text("inspect", model, "--text", "$").refused("--text: no token for \"$\"");
    text("inspect", folder).refused("config.json");
    text("inspect", folder.resolve("nowhere")).refused("there is no such file");
    text("inspect").refused("PATH");
  }

  /// A file of llama2.c, whose tokenizer is elsewhere.
  @Test
  void aStoryIsTold() {
    Path stories = DataFolder.find("stories");
    Path file = stories.resolve("stories260K.bin");
    Path tokens = stories.resolve("tok512.bin");
    assumeTrue(
        Files.exists(file) && Files.exists(tokens),
        "skipped: there is no " + file + " or " + tokens);
    Object[] args = {
      "generate", "--model", file, "--tokenizer", tokens, "--temperature", 0, "--tokens", 40
    };
    String story =
        "Once upon a time, there was a little girl named Lily. She loved to play outside";
    assertThat(text(args).succeeded().out()).startsWith(story);
    // A prompt that the tokens of the story begin with is followed by the rest of it.
    assertThat(text(args, "--prompt", "Once upon a time").succeeded().out()).startsWith(story);
    assertThat(text("inspect", file).succeeded().out())
        .contains("Llama {", "No tokenizer is beside the model");
    assertThat(text("inspect", file, "--tokenizer", tokens, "--text", "Once").succeeded().out())
        .contains("SentencePieceBpe, 512 tokens", "1 tokens: 403");
  }
}
