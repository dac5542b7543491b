package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerFilesTest {
  private static final String EXPECTED =
      "expected tokenizer.json, vocab.bpe with encoder.json, merges.txt with vocab.json,"
          + " tokenizer.bin, vocab.txt, or characters.json";

  @TempDir private Path folder;

  @Test
  void filesAreRecognisedByTheirContent() throws IOException {
    assertThat(Tokenizer.load(write("a", Resources.bytes("bpe.json"))))
        .isInstanceOf(ByteLevelBpe.class);
    assertThat(Tokenizer.load(write("b", Resources.bytes("wordpiece.json"))))
        .isInstanceOf(WordPiece.class);
    assertThat(Tokenizer.load(write("c", Resources.bytes("tokenizer.bin"))))
        .isInstanceOf(SentencePieceBpe.class);
    assertThat(Tokenizer.load(write("d", "[PAD]\n[UNK]\na"))).isInstanceOf(WordPiece.class);
    assertThat(Tokenizer.load(write("e", " {\"characters\": \"ab\"}")))
        .isInstanceOf(CharTokenizer.class);
  }

  @ParameterizedTest
  @CsvSource({
    "tokenizer.json, bpe.json",
    "tokenizer.json, wordpiece.json",
    "tokenizer.bin, tokenizer.bin"
  })
  void foldersAreRecognisedByTheNamesOfTheirFiles(String name, String resource) throws IOException {
    write(name, Resources.bytes(resource));
    assertThat(Tokenizer.load(folder).size()).isEqualTo(Resources.tokenizer(resource).size());
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    refused(write("README.md", "# A text"), "the file is not a tokenizer; " + EXPECTED);
    refused(write("empty", ""), "the file is not a tokenizer; " + EXPECTED);
    refused(folder, "the folder has no tokenizer; " + EXPECTED);
    refused(write("latin1", new byte[] {'a', (byte) 0xE9, 'b'}), "the text is not UTF-8");
    refused(
        write("other.json", "{\"a\": 1}"),
        "the file has no member \"model\", as tokenizer.json, or \"characters\", as characters.json"
            + " has");
    Path broken = write("broken.json", "{\"model\": {\"type\": \"BPE\"");
    assertThatThrownBy(() -> Tokenizer.load(broken))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessageStartingWith(broken + ": the file is not valid JSON: ");
    Path deep = write("deep.json", "{\"model\":" + "[".repeat(100_000));
    assertThatThrownBy(() -> Tokenizer.load(deep))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessageStartingWith(deep + ": the file is not valid JSON: ");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> Tokenizer.load(missing)).isInstanceOf(NoSuchFileException.class);
  }

  /// A part of a file, what it is replaced by, and the message.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          bpe.json | model | null | model null is not supported, only BPE and WordPiece
          bpe.json | model.type | "Unigram" | the model "Unigram" is not supported, only BPE and WordPiece
          bpe.json | model.type | 7 | model.type is "7"; expected a string
          bpe.json | model.byte_fallback | true | model.byte_fallback "true" is not supported, only false
          bpe.json | model.dropout | 0.1 | model.dropout "0.1" is not supported, only false
          bpe.json | model.end_of_word_suffix | "</w>" | model.end_of_word_suffix "</w>" is not supported, only an empty one
          bpe.json | model.vocab | [] | model.vocab is "[]"; expected an object of tokens with their numbers
          bpe.json | model.vocab.! | 1.5 | model.vocab.! is "1.5"; expected an integer
          bpe.json | model.vocab.! | 3000000000 | model.vocab.! is "3000000000"; expected an integer
          bpe.json | model.vocab.! | 1000 | the token "!" has the number 1000, but 640 tokens have the numbers from 0 to 639, each once
          bpe.json | model.vocab.! | 1 | the token ""\" has the number 1, but 640 tokens have the numbers from 0 to 639, each once
          bpe.json | model.merges | ["a"] | model.merges[0]: "a"; expected two tokens with a space between
          bpe.json | model.merges | [["a","b","c"]] | model.merges[0] "["a","b","c"]" is not supported, only two tokens
          bpe.json | model.merges | ["q qq"] | the vocabulary has no token "qq"
          bpe.json | model.merges | ["h e","h e"] | the tokens 71 and 68 are merged twice
          bpe.json | normalizer | {"type":"Lowercase"} | the normalizer "Lowercase" is not supported, only NFC, NFD, NFKC and NFKD
          bpe.json | pre_tokenizer | {"type":"Metaspace"} | the pre_tokenizer "Metaspace" is not supported, only Split, Digits and ByteLevel
          bpe.json | pre_tokenizer | null | the pre_tokenizer "null" is not supported, only Split, Digits and ByteLevel
          bpe.json | pre_tokenizer | {"type":"Sequence","pretokenizers":[{"type":"Whitespace"}]} | the pre_tokenizer.pretokenizers[0] "Whitespace" is not supported, only Split, Digits and ByteLevel
          bpe.json | pre_tokenizer | {"type":"Digits"} | pre_tokenizer "{"type":"Digits"}" is not supported, only one that ends with ByteLevel
          bpe.json | pre_tokenizer | {"type":"Split","behavior":"Removed"} | pre_tokenizer.behavior "Removed" is not supported, only Isolated
          bpe.json | pre_tokenizer | {"type":"Split","behavior":"Isolated","pattern":{"Regex":"("}} | pre_tokenizer.pattern.Regex "(" is not supported, only regular expressions of Java: Unclosed group
          bpe.json | pre_tokenizer.use_regex | 1 | pre_tokenizer.use_regex is "1"; expected true or false
          bpe.json | decoder | {"type":"Fuse"} | the decoder "Fuse" is not supported, only ByteLevel
          bpe.json | added_tokens | {} | added_tokens is "{}"; expected an array
          bpe.json | added_tokens | [{"id":5,"content":"!"}] | added_tokens[0] "!" has the number 5, but in model.vocab 0
          wordpiece.json | model.unk_token | "<unk>" | the vocabulary has no token "<unk>"
          wordpiece.json | normalizer | {"type":"NFC"} | the normalizer "NFC" is not supported, only BertNormalizer
          wordpiece.json | pre_tokenizer | {"type":"Whitespace"} | the pre_tokenizer "Whitespace" is not supported, only BertPreTokenizer
          wordpiece.json | post_processor | {"type":"RobertaProcessing"} | the post_processor "RobertaProcessing" is not supported, only TemplateProcessing
          wordpiece.json | post_processor.single | [{"Sequence":{"id":"A","type_id":0}}] | post_processor.single "[{"Sequence":{"id":"A","type_id":0}}]" is not supported, only [CLS]:0 A:0 [SEP]:0
          """)
  void whatIsNotSupportedIsNamed(String resource, String place, String value, String message)
      throws IOException {
    JsonObject file =
        JsonParser.parseString(new String(Resources.bytes(resource), StandardCharsets.UTF_8))
            .getAsJsonObject();
    String[] names = place.split("\\.");
    JsonObject parent = file;
    for (int i = 0; i < names.length - 1; i++) {
      parent = parent.getAsJsonObject(names[i]);
    }
    JsonElement part = JsonParser.parseString(value);
    parent.add(names[names.length - 1], part);
    refused(write("tokenizer.json", file.toString()), message);
  }

  private void refused(Path path, String problem) {
    assertThatThrownBy(() -> Tokenizer.load(path))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessage(path + ": " + problem);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path write(String name, byte... bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
