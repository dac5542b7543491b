package gradus.vision.command;

import gradus.cli.InputException;
import gradus.vision.train.Trainer;

/// The search for a learning rate.
final class Rates {
  private Rates() {}

  /// Returns a rate that suits a network.
  static double found(Trainer trainer) {
    double found = trainer.search().suggestion();
    if (Double.isNaN(found)) {
      throw new InputException(
          "--lr find: the loss falls at no learning rate; give one, such as 0.001");
    }
    return found;
  }
}
