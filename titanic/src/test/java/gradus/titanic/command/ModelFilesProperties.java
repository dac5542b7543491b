package gradus.titanic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import gradus.nn.io.Safetensors;
import gradus.titanic.recipe.Categories;
import gradus.titanic.recipe.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Models, changed at random.
class ModelFilesProperties extends ReadFiles {
  /// What models' texts are made of.
  private static final List<String> TEXTS =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "9",
          "1000",
          "1001",
          "1e3",
          "NaN",
          "null",
          "true",
          "{}",
          "[",
          "]",
          "{",
          "}",
          ",",
          "\"",
          "\\",
          "\"step\"",
          "\"Constant\"",
          "\"value\":1.0,",
          "\"by\":0",
          "net",
          "notebook",
          "\n",
          "\u001b[31m",
          "\u009b",
          "/*c*/",
          " ",
          "Age",
          "x".repeat(5000),
          "[".repeat(5000));

  private static String changed(String text, Random random) {
    int start = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), start + random.nextInt(12));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, start) + text.substring(end);
      case 1 -> TEXTS.get(random.nextInt(TEXTS.size()));
      case 2 -> text.substring(0, end) + text.substring(start);
      default ->
          text.substring(0, start) + TEXTS.get(random.nextInt(TEXTS.size())) + text.substring(end);
    };
  }

  @Property
  void aChangedModelIsLoadedAsItStandsOrRefused(@ForAll("randoms") Random random)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
    List<String> names = new ArrayList<>(metadata.keySet());
    for (int i = random.nextInt(2); i >= 0; i--) {
      String name =
          random.nextBoolean() ? "gradus.preparation" : names.get(random.nextInt(names.size()));
      metadata.computeIfPresent(
          name, (_, text) -> random.nextInt(9) == 0 ? null : changed(text, random));
    }
    Safetensors.save(model, saved.tensors(), metadata);
    Files.writeString(list, csv(rows));
    // The list's words may be unknown to such a model, which is no fault of the model's.
    worksOrComplains(
        gradus("titanic", "predict", "--model", model, "--data", list, "--unknown", "missing"),
        model);
    try {
      SavedModel loaded = SavedModel.load(model);
      assertThat(loaded.preparation().toJson()).isEqualTo(metadata.get("gradus.preparation"));
      Categories categories = loaded.preparation().categories();
      assertThat(categories.recorded() ? categories.toJson() : null)
          .isEqualTo(metadata.get("gradus.categories"));
      assertThat(String.valueOf(loaded.inputs())).isEqualTo(metadata.get("gradus.inputs"));
      assertThat(loaded.recipe().name()).isEqualTo(metadata.get("gradus.recipe"));
    } catch (InputException e) {
      oneLine(e.getMessage(), model);
    }
  }

  /// The property above draws this seldom.
  @Example
  void aNumberWithLeadingZerosIsRefused() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
    metadata.computeIfPresent("gradus.inputs", (_, number) -> "0" + number);
    Safetensors.save(model, saved.tensors(), metadata);
    assertThatThrownBy(() -> SavedModel.load(model))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gradus.inputs is 0");
  }

  @Property
  void aDamagedModelIsLoadedOrRefused(@ForAll("randoms") Random random) throws IOException {
    Safetensors.save(model, saved.tensors(), saved.metadata());
    Files.write(model, damaged(Files.readAllBytes(model), random));
    Files.writeString(list, csv(rows));
    // A damaged word of the model makes the list's unknown.
    Result result =
        gradus("titanic", "predict", "--model", model, "--data", list, "--unknown", "missing");
    worksOrComplains(result, model);
  }
}
