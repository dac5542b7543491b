package gradus.text.tokenize;

import com.google.gson.JsonElement;
import gradus.text.tokenize.AddedTokens.Added;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// GPT-2's two files: the tokens as JSON, and the merges as lines of two tokens.
final class Gpt2Files {
  private static final String VERSION = "#version";

  private Gpt2Files() {}

  static ByteLevelBpe load(Path vocabulary, Path merges) throws IOException {
    JsonElement json = TokenizerJson.parse(vocabulary);
    List<String> tokens =
        TokenizerJson.read(vocabulary, () -> Vocabulary.ordered(new Field("", json).numbers()));
    List<String[]> pairs =
        TokenizerJson.read(merges, () -> merges(TokenizerJson.text(merges).split("\n")));
    return TokenizerJson.read(
        merges,
        () -> new ByteLevelBpe(tokens, pairs, special(tokens, pairs), ByteLevelBpe.Words.GPT2));
  }

  private static List<String[]> merges(String... lines) {
    List<String[]> pairs = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      String line =
          lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
      if (line.isEmpty() || i == 0 && line.startsWith(VERSION)) {
        continue;
      }
      pairs.add(pair(line, "line " + (i + 1)));
    }
    return pairs;
  }

  /// {@return the parts of a merge}
  ///
  /// @param merge two tokens with a space between them
  /// @param where its place in the file
  /// @throws IllegalArgumentException if it is something else
  static String[] pair(String merge, String where) {
    String[] pair = merge.split(" ", -1);
    if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
      throw new IllegalArgumentException(
          where + ": " + Characters.quoted(merge) + "; expected two tokens with a space between");
    }
    return pair;
  }

  private static List<Added> special(List<String> tokens, List<String[]> pairs) {
    Set<String> known = new HashSet<>();
    for (int value : ByteAlphabet.inOrder()) {
      known.add(ByteAlphabet.character(value));
    }
    pairs.forEach(pair -> known.add(pair[0] + pair[1]));
    List<Added> special = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (!known.contains(tokens.get(id))) {
        special.add(Added.special(id, tokens.get(id)));
      }
    }
    return special;
  }
}
