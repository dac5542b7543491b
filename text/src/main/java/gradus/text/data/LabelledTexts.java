package gradus.text.data;

import gradus.cli.InputException;
import gradus.engine.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Texts, each of which belongs to a class.
///
/// @param source where they come from, for people
/// @param classes the names of the classes, in the order of their numbers, which is the alphabet's
/// @param texts the texts
/// @param labels the class of each text
public record LabelledTexts(
    String source, List<String> classes, List<String> texts, int... labels) {
  /// Of each class, one text of this many is held out.
  private static final int FOLD = 5;

  /// Creates a set; the lists are copied.
  ///
  /// @throws IllegalArgumentException if there are not as many labels as texts, or one is not a
  ///   class
  public LabelledTexts {
    classes = List.copyOf(classes);
    texts = List.copyOf(texts);
    labels = labels.clone();
    int count = classes.size();
    if (labels.length != texts.size()
        || Arrays.stream(labels).anyMatch(label -> label < 0 || label >= count)) {
      throw new IllegalArgumentException(
          "LabelledTexts: needs as many labels as texts, each less than the number of classes");
    }
  }

  /// {@return texts with the names of their classes}
  ///
  /// @param source where they come from
  /// @param names the class of each text
  /// @param texts the texts
  public static LabelledTexts of(String source, List<String> names, List<String> texts) {
    List<String> classes = List.copyOf(new TreeSet<>(names));
    int[] labels = names.stream().mapToInt(classes::indexOf).toArray();
    return new LabelledTexts(source, classes, texts, labels);
  }

  /// {@return the class of each text; a copy}
  @Override
  public int[] labels() {
    return labels.clone();
  }

  /// {@return the number of texts}
  public int size() {
    return labels.length;
  }

  /// {@return how many texts there are of a class}
  ///
  /// @param label the class
  public int count(int label) {
    return (int) Arrays.stream(labels).filter(each -> each == label).count();
  }

  /// {@return some of the texts}
  ///
  /// @param index their numbers
  public LabelledTexts subset(int... index) {
    return new LabelledTexts(
        source,
        classes,
        Arrays.stream(index).mapToObj(texts::get).toList(),
        Arrays.stream(index).map(i -> labels[i]).toArray());
  }

  /// Texts to learn from, and others to test what was learned.
  ///
  /// @param training the texts to learn from
  /// @param heldOut the others
  public record Split(LabelledTexts training, LabelledTexts heldOut) {}

  /// Returns the texts in two parts. Of each class a fifth is held out, rounded up, drawn at
  /// random.
  ///
  /// @param seed the seed of the draw
  /// @return the parts
  /// @throws InputException if there are fewer than two classes, or a class has fewer than two
  ///   texts
  public Split split(long seed) {
    if (classes.size() < 2) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: needs two classes or more, but the only one is %s",
              source,
              InputException.shown(classes.getFirst())));
    }
    Generator generator = new Generator(seed);
    List<Integer> training = new ArrayList<>();
    List<Integer> heldOut = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      int wanted = label;
      int[] rows = IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).toArray();
      if (rows.length < 2) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: the class %s has one text, and needs two: one to learn from, and one held out",
                source,
                InputException.shown(classes.get(label))));
      }
      int held = Math.ceilDiv(rows.length, FOLD);
      int[] order = generator.permutation(rows.length);
      for (int i = 0; i < rows.length; i++) {
        (i < held ? heldOut : training).add(rows[order[i]]);
      }
    }
    return new Split(subset(sorted(training)), subset(sorted(heldOut)));
  }

  /// In the order of the source.
  private static int[] sorted(List<Integer> rows) {
    return rows.stream().mapToInt(Integer::intValue).sorted().toArray();
  }
}
