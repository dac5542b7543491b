package gradus.bench;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.SGD;
import gradus.nn.Training;
import gradus.nn.vision.VisionModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The work of a whole network; every engine gets the same parameters, pictures and labels.
///
/// A training step computes the cross-entropy of the logits, its gradients, and changes the
/// parameters by stochastic gradient descent. Inference computes the logits, with the running
/// statistics of batch normalisation.
public final class NetProblem {
  /// The learning rate. The statistics of few pictures amplify rounding errors from step to step,
  /// the more the higher it is: with 10⁻³, PyTorch's own kernels differ by half a per cent after
  /// three steps of ResNet-34. With this one they agree, and its loss still changes by 5 % in three
  /// steps.
  public static final double RATE = 1e-5;

  private final NetWork work;
  private final Tensor pictures;
  private final Tensor labels;

  /// Draws pictures and labels.
  ///
  /// @param work what is done
  NetProblem(NetWork work) {
    this.work = work;
    Generator generator = new Generator(2);
    int count = work.batch() * 3 * work.size() * work.size();
    pictures =
        Tensor.fromArray(
            generator.uniform(count, -1, 1), work.batch(), 3, work.size(), work.size());
    int[] classes = new int[work.batch()];
    Arrays.setAll(classes, i -> (int) (generator.uniform(1)[0] * work.net().classes()));
    labels = Tensor.fromArray(classes, work.batch());
  }

  /// {@return what is done}
  public NetWork work() {
    return work;
  }

  /// Returns the numbers to work on: the network's state, before any training, by PyTorch's names;
  /// `pictures`, (batch, 3, height, width), and `labels`, (batch), I32.
  ///
  /// @return tensors by name
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(work.net().model().state());
    tensors.put("pictures", pictures);
    tensors.put("labels", labels);
    return tensors;
  }

  /// {@return this engine's implementation}
  SmallEntry gradus() {
    VisionModel model = work.net().model();
    if (!work.training()) {
      return new LastTensor(() -> Tensor.noGrad(() -> model.forward(pictures)), NetProblem::value);
    }
    Optimizer optimizer = new SGD(model.parameters().values(), RATE);
    return new LastTensor(
        () ->
            Training.on(
                () -> {
                  optimizer.zeroGrad();
                  Tensor loss = Losses.crossEntropy(model.forward(pictures), labels);
                  loss.backward();
                  optimizer.step();
                  return loss;
                }),
        NetProblem::value);
  }

  /// Logits of both signs would cancel each other out in a sum.
  private static Tensor value(Tensor result) {
    return result.abs().mean();
  }
}
