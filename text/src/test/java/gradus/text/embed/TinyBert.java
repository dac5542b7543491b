package gradus.text.embed;

import gradus.engine.Generator;
import gradus.text.model.Bert;
import gradus.text.model.BertConfig;
import gradus.text.model.ModelFolder;
import gradus.text.tokenize.ByteLevelBpe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small BERT with random parameters, in a folder.
public final class TinyBert {
  private TinyBert() {}

  /// Writes it.
  ///
  /// @param folder the folder, which is made
  /// @return the folder
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    ByteLevelBpe tokenizer =
        ByteLevelBpe.train(
            "the film is good and the film is bad",
            280,
            BertInput.PADDING,
            BertInput.FIRST,
            BertInput.LAST);
    tokenizer.save(folder.resolve("tokenizer.json"));
    BertConfig config = new BertConfig(tokenizer.size(), 24, 1, 16, 32, 2, 2, 1e-12);
    new ModelFolder(folder).save(Bert.create(new Generator(3), config));
    return folder;
  }
}
