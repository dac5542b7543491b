package gradus.bench;

import com.google.gson.JsonObject;
import gradus.cli.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command `gradus bench conv`.
@Command(
    name = "conv",
    description = {
      "Benchmark the convolution of pictures: layers of ResNet-18, 34 and 50 and of MobileNet-v1"
          + " and v2, and whole networks.",
      "",
      "A layer is named by the channels and the size of its input, its kernel and stride, and the"
          + " channels of its output, such as 64x56 3x3/2 128; dw is a depthwise one. The pictures"
          + " are padded by half of the kernel. Each layer is measured in three passes: the output,"
          + " the gradient of the input and the gradient of the kernel, which take the same number"
          + " of operations. With a gradient, the output isn't computed again. Columns, in"
          + " GFLOP/s:",
      "  gradus          Tensor.conv2d or Tensor.backward, which allocate their results",
      "  of peak         its share of the machine's peak, measured in the same rounds",
      "  ratio           speed of this engine divided by that of the peer to the left",
      "  to the fastest  speed of this engine divided by that of the fastest peer",
      "",
      "PyTorch takes part through DJL and in Python, each with pictures in its ordinary layout and,"
          + " as djl-nhwc and torch-nhwc, in the layout channels_last. DJL adds each gradient to"
          + " the one before, which its time includes.",
      "",
      "The networks are CIFAR ResNet-20, and ResNet-34 with pictures of 224 x 224 pixels, 64 x 64"
          + " with --quick, in inference and in training steps, in pictures per second. Of the"
          + " peers, only PyTorch in Python has them.",
      "",
      "Takes about 20 minutes, with peers an hour; with --quick 1.5 minutes, with peers 4.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench conv --quick",
      "  gradus bench conv --layers '64x56 3x3/1 64','512x14 3x3/1 512 dw' --batches 1,8",
      "  gradus bench conv --group nets --peers",
      "  gradus bench conv --peers --threads 2 --json conv.json"
    },
    sortOptions = false)
final class ConvCommand extends GroupCommand {
  private static final List<String> GROUPS = List.of("all", "layers", "nets");
  private static final int MOST = 1024;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "What to measure: layers, nets or all. Default: ${DEFAULT-VALUE}.")
  private String group = "all";

  @Option(
      names = "--layers",
      paramLabel = "LAYER",
      split = ",",
      description =
          "Only these layers, separated by commas, such as '64x56 3x3/2 128', and no networks.")
  private List<String> layers = List.of();

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      description =
          "The layers' numbers of pictures, separated by commas. Default: 1,8,32; with --quick"
              + " 1,8.")
  private List<Integer> batches = List.of();

  ConvCommand(Progress progress) {
    super(Group.CONV, progress);
  }

  @Override
  String speed() {
    return "Convolution, GFLOP/s, and networks, pictures per second";
  }

  @Override
  SequencedMap<String, Double> speeds(JsonObject json) {
    return ConvReport.speeds(json);
  }

  @Override
  List<String> own() {
    if (!GROUPS.contains(group)) {
      throw new InputException("--group must be layers, nets or all, got " + group);
    }
    ConvShape.parseAll(layers);
    if (!layers.isEmpty() && group.equals("nets")) {
      throw new InputException("--layers: --group nets measures no layers");
    }
    List<String> own = new ArrayList<>(List.of("--group", group));
    if (!layers.isEmpty()) {
      own.addAll(List.of("--layers", String.join(",", layers)));
    }
    for (int batch : batches) {
      if (batch < 1 || batch > MOST) {
        throw new InputException("--batches must be from 1 to " + MOST + ", got " + batch);
      }
      own.addAll(List.of("--batches", String.valueOf(batch)));
    }
    return own;
  }

  /// Groups have sections of their own in a document.
  @Override
  String variant() {
    return group.equals("all") ? "" : ", " + group;
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    List<ConvGroup.Row> measured = List.of();
    if (!group.equals("nets")) {
      measured = new ConvGroup(rounds, peers, progress).measure(shapes(), batches());
    }
    List<NetGroup.Row> nets = List.of();
    if (!group.equals("layers") && layers.isEmpty()) {
      List<NetWork> work = quick() ? NetWork.QUICK : NetWork.FULL;
      nets = new NetGroup(rounds.warmer(), peers, progress).measure(work);
    }
    return new ConvReport(rounds, peers, measured, nets).report(Machine.here());
  }

  private List<ConvShape> shapes() {
    if (!layers.isEmpty()) {
      return ConvShape.parseAll(layers);
    }
    if (quick()) {
      return ConvShape.QUICK;
    }
    List<ConvShape> all = new ArrayList<>(ConvShape.RESNET_34);
    all.addAll(ConvShape.RESNET_50);
    all.addAll(ConvShape.MOBILENET);
    return all;
  }

  private List<Integer> batches() {
    if (!batches.isEmpty()) {
      return batches;
    }
    return quick() ? List.of(1, 8) : List.of(1, 8, 32);
  }
}
