package gradus.titanic;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The models of the recipes, with the initial values, learning rates and epochs of the lesson.
final class Plans {
  private Plans() {}

  static List<Plan> lesson(int columns, int hidden) {
    return List.of(
        new Plan(
            "linear",
            "linear",
            "a weight for each column, and a constant",
            g -> new Sequential(new Linear(g, columns, 1)),
            0.1,
            300),
        new Plan(
            "net",
            "net",
            "%d linear functions, each cut off below 0 by ReLU, and a linear function of those"
                .formatted(hidden),
            g ->
                new Sequential(
                    new Linear(g, columns, hidden), new ReLU(), new Linear(g, hidden, 1)),
            0.1,
            300),
        new Plan(
            "deep",
            "deep",
            "the same with two hidden layers of %d".formatted(hidden),
            g ->
                new Sequential(
                    new Linear(g, columns, hidden),
                    new ReLU(),
                    new Linear(g, hidden, hidden),
                    new ReLU(),
                    new Linear(g, hidden, 1)),
            0.1,
            300));
  }

  static List<Plan> notebook(int columns, int hidden, int deep) {
    return List.of(
        new Plan(
            "linear",
            "linear",
            "a weight for each column; the sum of the products is the prediction",
            g -> {
              Tensor w = Tensor.rand(g, columns).sub(0.5);
              return Formula.of("coeffs", w, x -> x.mul(w).sum(1, true));
            },
            0.2,
            18),
        new Plan(
            "linear-sigmoid",
            "linear",
            "the same, bent by the sigmoid so that every prediction is between 0 and 1",
            g -> {
              Tensor w = Tensor.rand(g, columns).sub(0.5);
              return Formula.of("coeffs", w, x -> x.mul(w).sum(1, true).sigmoid());
            },
            100,
            30),
        new Plan(
            "matmul-sigmoid",
            "linear",
            "the same as a matrix product, with other initial values",
            g -> {
              Tensor w = Tensor.rand(g, columns, 1).mul(0.1);
              return Formula.of("coeffs", w, x -> x.matmul(w).sigmoid());
            },
            100,
            30),
        new Plan("net-1.4", "net", describeNet(hidden), g -> net(g, columns, hidden), 1.4, 30),
        new Plan(
            "net-20",
            "net",
            "the same network, with a learning rate of 20",
            g -> net(g, columns, hidden),
            20,
            30),
        new Plan(
            "deep",
            "deep",
            "two hidden layers of %d, ReLU after each, the sigmoid at the end".formatted(deep),
            g -> deep(g, columns, deep, deep, 1),
            4,
            30));
  }

  private static String describeNet(int hidden) {
    return "a hidden layer of %d with ReLU, then one output with the sigmoid".formatted(hidden);
  }

  private static Layer net(Generator g, int columns, int hidden) {
    Tensor first = Tensor.rand(g, columns, hidden).sub(0.5).div(hidden);
    Tensor second = Tensor.rand(g, hidden, 1).sub(0.3);
    Tensor constant = Tensor.rand(g, 1);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("layer1", first);
    parameters.put("layer2", second);
    parameters.put("const", constant);
    return new Formula(
        parameters, x -> x.matmul(first).relu().matmul(second).add(constant).sigmoid());
  }

  private static Layer deep(Generator g, int... sizes) {
    int count = sizes.length - 1;
    Tensor[] weights = new Tensor[count];
    Tensor[] constants = new Tensor[count];
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      weights[i] = Tensor.rand(g, sizes[i], sizes[i + 1]).sub(0.3).div(sizes[i + 1]).mul(4);
      parameters.put("layers." + i, weights[i]);
    }
    for (int i = 0; i < count; i++) {
      constants[i] = Tensor.rand(g, 1).sub(0.5).mul(0.1);
      parameters.put("consts." + i, constants[i]);
    }
    return new Formula(
        parameters,
        x -> {
          Tensor y = x;
          for (int i = 0; i < count; i++) {
            y = y.matmul(weights[i]).add(constants[i]);
            y = i < count - 1 ? y.relu() : y.sigmoid();
          }
          return y;
        });
  }

  static List<Plan> spreadsheet(int columns, int sums) {
    return List.of(
        new Plan(
            "linear",
            "linear",
            "a weight for each column, one of which is a constant",
            g -> {
              Tensor w = Tensor.rand(g, columns, 1).sub(0.5);
              return Formula.of("weights", w, x -> x.matmul(w));
            },
            0.1,
            4000),
        new Plan(
            "net",
            "net",
            "%d such sums, each cut off below 0 by ReLU, and added".formatted(sums),
            g -> {
              Tensor w = Tensor.rand(g, columns, sums).sub(0.5);
              return Formula.of("weights", w, x -> x.matmul(w).relu().sum(1, true));
            },
            0.1,
            8000));
  }
}
