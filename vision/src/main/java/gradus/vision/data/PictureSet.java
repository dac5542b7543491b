package gradus.vision.data;

import gradus.engine.Generator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Pictures of some classes, all of one size.
///
/// @param source where they come from, for people
/// @param classes the names of the classes, in the order of their numbers
/// @param channels the number of channels: 1 for grey, 3 for red, green and blue
/// @param height the height in pixels
/// @param width the width in pixels
/// @param training the pictures to learn from
/// @param heldOut the pictures that the source keeps apart for validation, if it does
/// @param remarks what was done to them that is worth knowing, one line each
public record PictureSet(
    String source,
    List<String> classes,
    int channels,
    int height,
    int width,
    Labelled training,
    Optional<Labelled> heldOut,
    List<String> remarks) {
  /// The share of the pictures that a split keeps apart.
  public static final double SHARE = 0.2;

  /// Creates a set; the lists are copied.
  public PictureSet {
    classes = List.copyOf(classes);
    remarks = List.copyOf(remarks);
  }

  /// Returns a set with pictures for validation. Where the source has none, these are a fifth of
  /// its pictures, rounded down, drawn at random.
  ///
  /// @param seed the seed of the draw
  /// @return the set
  public PictureSet split(long seed) {
    if (heldOut.isPresent()) {
      return this;
    }
    int[] order = new Generator(seed).permutation(training.size());
    int held = (int) (training.size() * SHARE);
    return new PictureSet(
        source,
        classes,
        channels,
        height,
        width,
        training.subset(Arrays.copyOfRange(order, held, order.length)),
        Optional.of(training.subset(Arrays.copyOf(order, held))),
        remarks);
  }

  /// {@return the same with fewer pictures to learn from, drawn at random; with the same seed,
  /// fewer are among those of more}
  ///
  /// @param count how many
  /// @param seed the seed of the draw
  public PictureSet sample(int count, long seed) {
    int[] order = new Generator(seed).permutation(training.size());
    return new PictureSet(
        source,
        classes,
        channels,
        height,
        width,
        training.subset(Arrays.copyOf(order, count)),
        heldOut,
        remarks);
  }

  /// {@return the pictures to test a trained network on: those held out or, where there are none,
  /// all}
  public Labelled test() {
    return heldOut.orElse(training);
  }
}
