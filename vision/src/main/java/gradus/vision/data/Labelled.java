package gradus.vision.data;

import gradus.nn.data.Images;
import gradus.nn.data.Samples;
import java.util.Arrays;
import java.util.Locale;

/// Pictures and the number of the class of each.
///
/// @param samples the pictures: (channels, height, width), F32, from 0 to 1, and their labels
/// @param labels the labels alone
public record Labelled(Samples samples, int... labels) {
  /// Creates labelled pictures.
  ///
  /// @throws IllegalArgumentException if there is not a label for each sample
  public Labelled {
    if (samples.size() != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Labelled: %d samples, but %d labels", samples.size(), labels.length));
    }
    labels = labels.clone();
  }

  /// {@return images with their labels}
  ///
  /// @param images the images
  public static Labelled of(Images images) {
    int[] labels = new int[images.size()];
    Arrays.setAll(labels, images::label);
    return new Labelled(images, labels);
  }

  /// {@return the labels}
  @Override
  public int[] labels() {
    return labels.clone();
  }

  /// {@return the number of pictures}
  public int size() {
    return labels.length;
  }

  /// {@return some of the pictures, in a given order}
  ///
  /// @param index their numbers
  public Labelled subset(int... index) {
    return new Labelled(samples.subset(index), Arrays.stream(index).map(i -> labels[i]).toArray());
  }

  /// {@return the number of pictures of each class}
  ///
  /// @param classes the number of classes, more than every label
  public int[] counts(int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }
}
