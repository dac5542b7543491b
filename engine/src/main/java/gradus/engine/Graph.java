package gradus.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The computation graph of a tensor: the recorded operations that led to it. It prints as text,
/// one line per operation, or as a Graphviz drawing.
///
/// ```text
/// x = leaf f32[2, 3]
/// w = leaf f32[3, 1] requiresGrad
/// %1 = matmul(x, w) f32[2, 1]
/// %2 = sum axes [0, 1](%1) f32[1, 1]
/// ```
public final class Graph {
  private final Tensor root;
  private final List<Node> nodes;
  private final Map<Tensor, String> names = new IdentityHashMap<>();
  private final List<Tensor> leaves = new ArrayList<>();
  private final Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  Graph(Tensor root, Map<Tensor, String> given) {
    this.root = root;
    this.nodes = nodes(root);
    names.putAll(given);
    int results = 0;
    for (Node node : nodes) {
      node.inputs().forEach(this::nameLeaf);
      names.putIfAbsent(node.result(), "%" + ++results);
    }
    nameLeaf(root);
  }

  private void nameLeaf(Tensor tensor) {
    if (tensor.isLeaf() && seen.add(tensor)) {
      leaves.add(tensor);
      names.putIfAbsent(tensor, "$" + leaves.size());
    }
  }

  /// Returns the nodes that a tensor depends on, each after its inputs.
  static List<Node> nodes(Tensor root) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> sorted = new ArrayList<>();
    Deque<Tensor> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Tensor tensor = open.pop();
      if (!tensor.isLeaf() && seen.add(tensor.node())) {
        sorted.add(tensor.node());
        tensor.node().inputs().reversed().forEach(open::push);
      }
    }
    // Nodes of equal depth keep the order of discovery, which is the same in every run.
    sorted.sort(Comparator.comparingInt(Node::depth));
    return sorted;
  }

  /// Returns the operations.
  ///
  /// @return each after the operations that it depends on; unmodifiable
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /// Returns the number of operations.
  ///
  /// @return 0 for a leaf
  public int size() {
    return nodes.size();
  }

  private String name(Tensor tensor) {
    return names.get(tensor);
  }

  private static String describe(Tensor leaf) {
    return leaf.spec() + (leaf.requiresGrad() ? " requiresGrad" : "");
  }

  /// Returns the graph as text: the leaves, then the operations, each after its inputs.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Tensor leaf : leaves) {
      text.append(String.format(Locale.ROOT, "%s = leaf %s\n", name(leaf), describe(leaf)));
    }
    for (Node node : nodes) {
      String inputs = node.inputs().stream().map(this::name).collect(Collectors.joining(", "));
      text.append(
          String.format(
              Locale.ROOT,
              "%s = %s(%s) %s\n",
              name(node.result()),
              node.op().label(),
              inputs,
              node.result().spec()));
    }
    return text.toString();
  }

  /// Returns the graph in the Graphviz language: leaves are ellipses, operations are boxes, and
  /// edges point from inputs to results.
  ///
  /// @return a digraph, for `dot -Tsvg`
  public String toDot() {
    StringBuilder dot = new StringBuilder("digraph gradus {\n  rankdir=LR;\n");
    Map<Tensor, Integer> ids = new IdentityHashMap<>();
    for (Tensor leaf : leaves) {
      String style = leaf.requiresGrad() ? ", style=bold" : "";
      ids.put(leaf, ids.size());
      dot.append(
          String.format(
              Locale.ROOT,
              "  n%d [shape=ellipse%s, label=%s];\n",
              ids.get(leaf),
              style,
              quoted(name(leaf), describe(leaf))));
    }
    for (Node node : nodes) {
      Tensor result = node.result();
      ids.put(result, ids.size());
      String style = result == root ? ", style=bold" : "";
      dot.append(
          String.format(
              Locale.ROOT,
              "  n%d [shape=box%s, label=%s];\n",
              ids.get(result),
              style,
              quoted(node.op().label(), result.spec().toString())));
      for (Tensor input : node.inputs()) {
        dot.append(String.format(Locale.ROOT, "  n%d -> n%d;\n", ids.get(input), ids.get(result)));
      }
    }
    return dot.append("}\n").toString();
  }

  private static String quoted(String first, String second) {
    String escaped = (first + "\n" + second).replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + escaped.replace("\n", "\\n") + "\"";
  }
}
