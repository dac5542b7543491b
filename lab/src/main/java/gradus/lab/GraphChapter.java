package gradus.lab;

import gradus.engine.BackwardObserver;
import gradus.engine.DType;
import gradus.engine.Gradients;
import gradus.engine.Node;
import gradus.engine.Tensor;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.titanic.recipe.Quadratic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Chapter 7, the computation graph of a loss and its backward pass, one operation at a time.
final class GraphChapter {
  /// The largest number of elements that are shown; of larger tensors, the mean is shown.
  private static final int SHOWN = 4;

  private static final double LIMIT = 100;

  private GraphChapter() {}

  /// The values of a tensor.
  ///
  /// @param values its elements, or null if there are too many to show
  /// @param mean their mean
  record Figures(double[] values, double mean) {
    static Figures of(Tensor tensor) {
      double mean = tensor.detach().to(DType.F64).mean().item();
      return new Figures(tensor.size() <= SHOWN ? tensor.toDoubles() : null, mean);
    }
  }

  /// A tensor of the graph.
  ///
  /// @param name the name of a leaf, or of the operation that computed the tensor
  /// @param operation the operation with all its settings, or null for a leaf
  /// @param shape the lengths of its axes
  /// @param value its elements
  /// @param learns whether it has a gradient
  /// @param inputs the indices of the operation's inputs in the list of vertices
  record Vertex(
      String name, String operation, int[] shape, Figures value, boolean learns, int[] inputs) {}

  /// The gradient of an input after a step.
  ///
  /// @param vertex the index of the input
  /// @param gradient its gradient so far, this step's contribution included
  /// @param again whether it already had a gradient before
  /// @param complete whether no further contribution follows
  record Share(int vertex, Figures gradient, boolean again, boolean complete) {}

  /// A step of the backward pass.
  ///
  /// @param vertex the index of the operation's result
  /// @param rule how the operation computes the gradients of its inputs, in words
  /// @param shares the gradients of its inputs
  record Step(int vertex, String rule, List<Share> shares) {}

  /// A graph and its backward pass.
  ///
  /// @param vertices each after its inputs
  /// @param steps the first one is the gradient of the loss itself
  record Walk(List<Vertex> vertices, List<Step> steps) {}

  /// A loss, and names for its leaves.
  ///
  /// @param others the name of leaves of more than one element that have no name in the map
  private record Subject(Tensor loss, Map<Tensor, String> names, String others) {}

  /// Returns the graph of the requested loss, and its backward pass.
  static Walk walk(Query query) {
    Subject subject =
        switch (query.choice("of", "hand", "quadratic", "network")) {
          case "hand" -> byHand(query);
          case "quadratic" -> quadratic(query);
          default -> network();
        };
    List<Node> nodes = subject.loss().graph().nodes();
    Map<Tensor, Integer> indices = new IdentityHashMap<>();
    List<Vertex> vertices = new ArrayList<>();
    for (Node node : nodes) {
      for (Tensor input : node.inputs()) {
        if (indices.putIfAbsent(input, vertices.size()) == null) {
          vertices.add(leaf(input, subject));
        }
      }
      indices.put(node.result(), vertices.size());
      int[] inputs = node.inputs().stream().mapToInt(indices::get).toArray();
      String label = node.op().label();
      vertices.add(
          new Vertex(
              label.replaceFirst(" .*", ""),
              label,
              node.result().shape().dims(),
              Figures.of(node.result()),
              true,
              inputs));
    }
    Recorder recorder = new Recorder(nodes, indices);
    Gradients.observe(recorder, () -> subject.loss().backward());
    return new Walk(vertices, recorder.steps);
  }

  private static Vertex leaf(Tensor leaf, Subject subject) {
    String name =
        subject.names().getOrDefault(leaf, leaf.size() == 1 ? "constant" : subject.others());
    return new Vertex(
        name, null, leaf.shape().dims(), Figures.of(leaf), leaf.requiresGrad(), new int[0]);
  }

  /// Records the steps of a backward pass.
  private static final class Recorder implements BackwardObserver {
    private final Map<Tensor, Integer> indices;
    // For each tensor, the number of contributions to its gradient that still follow.
    private final Map<Tensor, Integer> pending = new IdentityHashMap<>();
    private final Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Step> steps = new ArrayList<>();
    private List<Share> shares = List.of();

    /// Creates a recorder.
    ///
    /// @param nodes the nodes of the graph
    /// @param indices the index of each tensor in the list of vertices
    Recorder(List<Node> nodes, Map<Tensor, Integer> indices) {
      this.indices = indices;
      for (Node node : nodes) {
        node.inputs().forEach(input -> pending.merge(input, 1, Integer::sum));
      }
    }

    @Override
    public void begin(Tensor root, Tensor gradient) {
      int index = indices.get(root);
      steps.add(
          new Step(
              index,
              "the gradient of the loss with respect to itself is 1. The backward pass starts"
                  + " here.",
              List.of(new Share(index, Figures.of(gradient), false, true))));
    }

    @Override
    public void visit(Node node, Tensor upstream) {
      shares = new ArrayList<>();
      steps.add(new Step(indices.get(node.result()), Rules.of(node.op()), shares));
    }

    @Override
    public void accumulate(Node node, int input, Tensor contribution, Tensor sum) {
      Tensor tensor = node.inputs().get(input);
      boolean complete = pending.merge(tensor, -1, Integer::sum) == 0;
      int index = indices.get(tensor);
      // In x·x, the second share of x replaces the first, which it includes.
      shares.removeIf(share -> share.vertex() == index);
      shares.add(new Share(index, Figures.of(sum), !known.add(tensor), complete));
    }
  }

  private static Subject byHand(Query query) {
    double[] xy = query.numbers("xy", new double[] {2, 3}, -LIMIT, LIMIT, 2);
    if (xy.length != 2) {
      throw new RequestException(400, "xy must be two numbers, such as 2,3");
    }
    Tensor x = Tensor.scalar(xy[0]).requiresGrad(true);
    Tensor y = Tensor.scalar(xy[1]).requiresGrad(true);
    return new Subject(x.mul(y).add(x), named("x", x, "y", y), "");
  }

  private static Subject quadratic(Query query) {
    Quadratic points = FitChapter.POINTS;
    Tensor abc = FitChapter.abc(query);
    Tensor loss = FitChapter.loss(query).apply(points.predict(abc), points.y());
    return new Subject(loss, named("a, b, c", abc, "x", points.x(), "y", points.y()), "x²");
  }

  /// A network with two hidden units, and three points. At two of the points the second unit is
  /// below zero, which shows how a ReLU stops the gradient.
  private static Subject network() {
    Linear hidden = linear(new double[] {0.9, -0.7}, 2, 1, 0.2, -0.1);
    Linear output = linear(new double[] {0.8, 1.1}, 1, 2, 0.2);
    Tensor x = Tensor.fromArray(new float[] {-1, 0, 1}, 3, 1);
    Tensor y = Tensor.fromArray(new float[] {1, 0, 1}, 3, 1);
    Tensor loss = Losses.mse(new Sequential(hidden, new ReLU(), output).forward(x), y);
    Map<Tensor, String> names = named("x", x, "y", y);
    hidden.parameters().forEach((name, tensor) -> names.put(tensor, "hidden " + name));
    output.parameters().forEach((name, tensor) -> names.put(tensor, "output " + name));
    return new Subject(loss, names, "");
  }

  private static Linear linear(double[] weight, int out, int in, double... bias) {
    Tensor weights = Tensor.of(weight).to(DType.F32).reshape(out, in).detach();
    return new Linear(
        weights.requiresGrad(true), Tensor.of(bias).to(DType.F32).detach().requiresGrad(true));
  }

  private static Map<Tensor, String> named(Object... pairs) {
    Map<Tensor, String> names = new IdentityHashMap<>();
    IntStream.iterate(0, i -> i < pairs.length, i -> i + 2)
        .forEach(i -> names.put((Tensor) pairs[i + 1], (String) pairs[i]));
    return names;
  }
}
