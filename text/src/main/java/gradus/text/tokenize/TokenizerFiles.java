package gradus.text.tokenize;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Recognises tokenizers' files: a folder by the names of its files, a file by its beginning and,
/// if it is a part of a tokenizer, by the names of the others beside it.
final class TokenizerFiles {
  /// The names of GPT-2's two files, those of the tokens first.
  private static final List<List<String>> PAIRS =
      List.of(List.of("encoder.json", "vocab.bpe"), List.of("vocab.json", "merges.txt"));

  private static final String EXPECTED =
      "expected tokenizer.json, vocab.bpe with encoder.json, merges.txt with vocab.json,"
          + " tokenizer.bin, vocab.txt, or characters.json";

  private TokenizerFiles() {}

  static Tokenizer load(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return loadFile(path);
    }
    if (Files.exists(path.resolve("tokenizer.json"))) {
      return loadFile(path.resolve("tokenizer.json"));
    }
    for (List<String> pair : PAIRS) {
      if (pair.stream().allMatch(name -> Files.exists(path.resolve(name)))) {
        return ByteLevelBpe.load(path.resolve(pair.getFirst()), path.resolve(pair.getLast()));
      }
    }
    for (String name : List.of("tokenizer.bin", "vocab.txt", "characters.json")) {
      if (Files.exists(path.resolve(name))) {
        return loadFile(path.resolve(name));
      }
    }
    throw new TokenizerFileException(path, "the folder has no tokenizer; " + EXPECTED, null);
  }

  private static Tokenizer loadFile(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(Integer.BYTES);
    }
    // The length of the longest token of a tokenizer.bin is below 2¹⁶.
    if (start.length == Integer.BYTES && start[2] == 0 && start[3] == 0) {
      return SentencePieceBpe.load(file);
    }
    String name = file.getFileName().toString();
    for (List<String> pair : PAIRS) {
      if (pair.contains(name)) {
        return loadPair(file.resolveSibling(pair.getFirst()), file.resolveSibling(pair.getLast()));
      }
    }
    String text = TokenizerJson.text(file);
    if (text.stripLeading().startsWith("{")) {
      return loadJson(file, TokenizerJson.parse(file, text));
    }
    if (text.lines().anyMatch(WordPiece.UNKNOWN::equals)) {
      return WordPiece.load(file);
    }
    throw new TokenizerFileException(file, "the file is not a tokenizer; " + EXPECTED, null);
  }

  private static Tokenizer loadPair(Path vocabulary, Path merges) throws IOException {
    for (Path file : List.of(vocabulary, merges)) {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(
            file.toString(),
            null,
            vocabulary.getFileName() + " and " + merges.getFileName() + " belong together");
      }
    }
    return ByteLevelBpe.load(vocabulary, merges);
  }

  private static Tokenizer loadJson(Path path, JsonElement json) throws IOException {
    Field file = new Field("", json);
    if (json.getAsJsonObject().has(CharTokenizer.CHARACTERS)) {
      return TokenizerJson.read(path, () -> CharTokenizer.read(file));
    }
    if (json.getAsJsonObject().has("model")) {
      return TokenizerJson.read(path, json);
    }
    throw new TokenizerFileException(
        path,
        "the file has no member \"model\", as tokenizer.json, or \"characters\", as characters.json"
            + " has",
        null);
  }
}
