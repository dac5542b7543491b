package gradus.vision.command;

import gradus.cli.InputException;
import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/// Checks whether pictures fit what is to be done with them.
final class Checked {
  private Checked() {}

  /// Checks that a set has pictures to learn from and pictures held out.
  static void enough(PictureSet set) {
    int held = set.heldOut().orElseThrow().size();
    if (held == 0 || set.training().size() == 0) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %d pictures are too few to hold some out; at least 5 are needed",
              set.source(),
              set.training().size() + held));
    }
  }

  /// Checks that a network has a class for each label, and says if its input has another form.
  static void fits(PrintWriter err, PictureSet set, Labelled pictures, Network network) {
    Input input = network.input();
    if (input.height() != set.height() || input.width() != set.width()) {
      err.println(
          String.format(
              Locale.ROOT,
              "%s: pictures of %d x %d pixels are resized to %d x %d, for the network",
              set.source(),
              set.height(),
              set.width(),
              input.height(),
              input.width()));
    }
    if (input.channels() == 1 && set.channels() == 3) {
      err.println(set.source() + ": the pictures are made grey, for the network");
    }
    int most = Arrays.stream(pictures.labels()).max().orElse(0);
    if (most >= network.classes().size()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: there are pictures of class %d, and the network has %d classes, from 0 to %d",
              set.source(),
              most,
              network.classes().size(),
              network.classes().size() - 1));
    }
  }
}
