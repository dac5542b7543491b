package gradus.vision.train;

import gradus.nn.data.RandomCrop;
import gradus.nn.data.RandomHorizontalFlip;
import gradus.nn.data.RandomRotation;
import gradus.nn.data.Transform;
import gradus.vision.model.Input;

/// Small random changes of pictures, which keep their classes: a network that sees each picture a
/// little different each time learns less of it by heart.
public final class Augmentation {
  /// The largest angle, in degrees.
  private static final int DEGREES = 10;

  private Augmentation() {}

  /// {@return the changes for pictures of a form: a shift by up to an eighth; in colours, an
  /// exchange of left and right as well; and in grey, where it may be writing, a rotation by up to
  /// 10 degrees}
  ///
  /// @param input the form of the input
  public static Transform of(Input input) {
    int side = Math.min(input.height(), input.width());
    Transform shift = new RandomCrop(input.height(), input.width(), Math.max(1, side / 8));
    return input.channels() == 3
        ? Transform.compose(shift, new RandomHorizontalFlip(0.5))
        : Transform.compose(new RandomRotation(DEGREES), shift);
  }

  /// {@return what [#of] does, for people}
  ///
  /// @param input the form of the input
  public static String describe(Input input) {
    int side = Math.min(input.height(), input.width());
    int pixels = Math.max(1, side / 8);
    return "shifted by up to "
        + pixels
        + (pixels == 1 ? " pixel" : " pixels")
        + (input.channels() == 3
            ? " and mirrored half of the time"
            : " and rotated by up to " + DEGREES + " degrees");
  }
}
