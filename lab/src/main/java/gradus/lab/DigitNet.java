package gradus.lab;

import gradus.engine.ConvOptions;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Conv2d;
import gradus.nn.Flatten;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.MaxPool2d;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.data.DataLoader;
import gradus.nn.learn.Callback;
import gradus.nn.learn.Fit;
import gradus.nn.learn.Learner;
import gradus.nn.learn.Metrics;
import gradus.vision.data.Digits;
import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Input;
import gradus.vision.train.Augmentation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A small convolutional network for handwritten digits, trained on first use. The seeds are fixed,
/// so that it has the same weights each time.
///
/// @param layers the network
/// @param right how many of the digits held out it predicts correctly
/// @param checked the number of digits held out
/// @param learned the number of digits that it learned from
record DigitNet(Sequential layers, int right, int checked, int learned) {
  /// The number of filters of the first layer.
  static final int FILTERS = 8;

  /// The embedded digits, a fifth of them held out.
  static final PictureSet DIGITS = Digits.read().split(0);

  private static final int EPOCHS = 15;
  private static final int BATCH = 32;
  private static final double RATE = 0.01;
  private static final Background<Epoch, DigitNet> TRAINING = new Background<>(DigitNet::train);

  /// The result of an epoch.
  ///
  /// @param epoch its number, from 1
  /// @param epochs the number of all epochs
  /// @param loss the mean training loss
  /// @param accuracy the accuracy on the digits held out
  record Epoch(int epoch, int epochs, double loss, double accuracy) {}

  /// A digit of the data set.
  ///
  /// @param ink the ink of each cell from 0 to 16, row by row
  /// @param label which digit it is
  record Digit(double[] ink, int label) {}

  /// Returns the trained network, when it is there.
  static DigitNet trained() {
    return TRAINING.get();
  }

  /// Returns the trained network, when it is there, and reports each epoch, also if it was before.
  static DigitNet trained(Consumer<Epoch> listener) {
    return TRAINING.follow(listener);
  }

  /// Returns the digits held out, which the network has not learned from.
  static Labelled heldOut() {
    return DIGITS.heldOut().orElseThrow();
  }

  /// Returns a digit held out.
  ///
  /// @param number its number, from 0
  static Digit digit(int number) {
    double[] light = heldOut().samples().get(number).x().toDoubles();
    double[] ink = Arrays.stream(light).map(each -> (double) Math.round(Pen.MOST * each)).toArray();
    return new Digit(ink, heldOut().labels()[number]);
  }

  private static DigitNet train(Consumer<Epoch> listener) {
    synchronized (Quiet.LOCK) {
      Generator generator = new Generator(0);
      ConvOptions border = ConvOptions.DEFAULT.withPadding(1);
      LinkedHashMap<String, Layer> layers = new LinkedHashMap<>();
      layers.put("conv1", new Conv2d(generator, 1, FILTERS, 3, border));
      layers.put("relu1", new ReLU());
      layers.put("pool", new MaxPool2d(2));
      layers.put("conv2", new Conv2d(generator, FILTERS, 2 * FILTERS, 3, border));
      layers.put("relu2", new ReLU());
      layers.put("flatten", new Flatten());
      int features = 2 * FILTERS * (Pen.CELLS / 2) * (Pen.CELLS / 2);
      layers.put("fc", new Linear(generator, features, DIGITS.classes().size()));
      Sequential net = new Sequential(layers);
      // Shifts and rotations, because visitors do not draw as neatly as the data set is cut out.
      Input input = Input.usual(1, Pen.CELLS, Pen.CELLS);
      DataLoader training =
          new DataLoader(DIGITS.training().samples(), BATCH)
              .shuffled(new Generator(1))
              .transformed(Augmentation.of(input), 2);
      DataLoader validation = new DataLoader(heldOut().samples(), heldOut().size());
      Learner learner =
          new Learner(
              net,
              Losses::crossEntropy,
              p -> new AdamW(p, RATE),
              training,
              validation,
              Metrics.accuracy());
      learner.fitOneCycle(EPOCHS, RATE, new Reporting(listener));
      return new DigitNet(net, right(net), heldOut().size(), DIGITS.training().size());
    }
  }

  /// Tells a listener about each epoch.
  private record Reporting(Consumer<Epoch> listener) implements Callback {
    @Override
    public void afterEpoch(Fit fit) {
      listener.accept(
          new Epoch(
              fit.epoch() + 1,
              fit.epochs(),
              fit.results().get("train_loss"),
              fit.results().get("accuracy")));
    }
  }

  private static int right(Sequential net) {
    int[] all = IntStream.range(0, heldOut().size()).toArray();
    Tensor x = heldOut().samples().batch(all).x();
    int[] predicted = Tensor.noGrad(() -> net.forward(x).argmax(1)).toInts();
    int[] labels = heldOut().labels();
    return (int) IntStream.of(all).filter(i -> predicted[i] == labels[i]).count();
  }

  /// Returns the first layer.
  Conv2d first() {
    return (Conv2d) layers.layer("conv1");
  }

  /// Returns the input of the network: ink from 0 to 1, (1, 1, 8, 8).
  ///
  /// @param ink the ink of each cell from 0 to 16, row by row
  static Tensor input(double... ink) {
    return Tensor.fromArray(ink, 1, 1, Pen.CELLS, Pen.CELLS).div(Pen.MOST).to(DType.F32);
  }

  /// Returns the probability of each digit.
  ///
  /// @param ink the ink of each cell from 0 to 16, row by row
  double[] probabilities(double... ink) {
    return Tensor.noGrad(() -> layers.forward(input(ink)).softmax(1)).toDoubles();
  }

  /// Returns the output of the first layer after its ReLU, (filters, 8, 8).
  ///
  /// @param ink the ink of each cell from 0 to 16, row by row
  Tensor maps(double... ink) {
    return Tensor.noGrad(() -> layers.subList(0, 2).forward(input(ink)).select(0, 0));
  }
}
