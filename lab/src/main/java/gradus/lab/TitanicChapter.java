package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.lab.TrainedModels.Settings;
import gradus.lab.TrainedModels.Trained;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import gradus.titanic.recipe.Recipe;
import gradus.titanic.recipe.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Chapter 5, the Titanic: the passengers, the preparation of their data, and a model that predicts
/// who survived.
final class TitanicChapter {
  private static final int ON_A_PAGE = 10;

  private TitanicChapter() {}

  /// Some rows of the list.
  ///
  /// @param columns the names of the columns
  /// @param rows the values as texts, empty where one is missing
  /// @param from the number of the first row, from 1
  /// @param total the number of rows in the list
  record Rows(List<String> columns, List<List<String>> rows, int from, int total) {}

  /// Returns a page of the list.
  static Rows rows(Query query) {
    Passengers passengers = TrainedModels.passengers();
    int total = passengers.table().rows();
    int page = query.whole("page", 1, 1, (total + ON_A_PAGE - 1) / ON_A_PAGE);
    int from = (page - 1) * ON_A_PAGE;
    List<String> columns = new ArrayList<>(List.of("Survived"));
    columns.addAll(passengers.table().names());
    List<List<String>> rows = new ArrayList<>();
    for (int row = from; row < Math.min(total, from + ON_A_PAGE); row++) {
      List<String> values = new ArrayList<>();
      values.add(passengers.survived()[row] == 1 ? "1" : "0");
      for (String name : passengers.table().names()) {
        values.add(passengers.table().column(name).text(row));
      }
      rows.add(values);
    }
    return new Rows(columns, rows, from + 1, total);
  }

  /// The result of an epoch.
  ///
  /// @param epoch its number, from 0
  /// @param loss the training loss before its step
  /// @param accuracy the accuracy on the validation set after it
  record Epoch(int epoch, double loss, double accuracy) {}

  /// The result of a training.
  ///
  /// @param last the training loss after the last step
  /// @param right the number of validation rows that are predicted correctly
  /// @param checked the number of validation rows
  /// @param parameters the number of the model's parameters
  record End(double last, int right, int checked, int parameters) {}

  /// Trains a model: one line per epoch, then the result.
  static Answer.Lines train(Query query) {
    Settings settings = Settings.of(query);
    return line -> {
      Trained trained =
          TrainedModels.of(
              settings, (epoch, loss, accuracy) -> line.accept(new Epoch(epoch, loss, accuracy)));
      Run run = trained.run();
      line.accept(new End(run.loss(), run.right(), run.checked(), run.parameters()));
    };
  }

  /// A passenger's data in preparation and in the model.
  ///
  /// @param properties the features and the preparation of each
  /// @param layers the layers of the model, with all values
  /// @param output the output of the model
  /// @param survived the label: 1 or 0
  record Passenger(
      List<Steps.Property> properties, List<Cells> layers, double output, double survived) {}

  /// The values of a layer for one row.
  ///
  /// @param names the names of its inputs
  /// @param inputs the inputs (in)
  /// @param weights the weights (out, in)
  /// @param products each input times its weight (out, in)
  /// @param bias the bias (out)
  /// @param sums the sums, including the bias (out)
  /// @param relu whether a ReLU follows
  /// @param outputs the outputs (out)
  record Cells(
      List<String> names,
      double[] inputs,
      double[][] weights,
      double[][] products,
      double[] bias,
      double[] sums,
      boolean relu,
      double[] outputs) {}

  /// Returns a passenger of the list, with the values in a trained model.
  static Passenger passenger(Query query) {
    Settings settings = Settings.of(query);
    Passengers passengers = TrainedModels.passengers();
    int row = query.whole("row", 1, 1, passengers.table().rows()) - 1;
    Trained trained = TrainedModels.of(settings);
    Table one = passengers.table().select(row);
    Tensor x = prepared(one);
    List<Cells> layers =
        Tensor.noGrad(() -> cells(trained.run().model(), TrainedModels.prepared().columns(), x));
    return new Passenger(
        Steps.of(TrainedModels.prepared().preparation(), one),
        layers,
        Run.predict(trained.run().model(), x)[0],
        passengers.survived()[row]);
  }

  private static Tensor prepared(Table table) {
    return TrainedModels.prepared().preparation().apply(table).toTensor(DType.F32);
  }

  private static List<Cells> cells(Layer model, List<String> columns, Tensor row) {
    List<Layer> layers = ((Sequential) model).layers();
    List<Cells> cells = new ArrayList<>();
    List<String> names = columns;
    Tensor x = row;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Linear linear) {
        boolean relu = i + 1 < layers.size() && layers.get(i + 1) instanceof ReLU;
        Tensor products = linear.weight().mul(x);
        Tensor sums = linear.forward(x);
        Tensor outputs = relu ? sums.relu() : sums;
        cells.add(
            new Cells(
                names,
                x.toDoubles(),
                Json.rows(linear.weight()),
                Json.rows(products),
                linear.bias().toDoubles(),
                sums.toDoubles(),
                relu,
                outputs.toDoubles()));
        names = IntStream.rangeClosed(1, outputs.size()).mapToObj(unit -> "unit " + unit).toList();
        x = outputs;
      }
    }
    return cells;
  }

  /// The prediction for a passenger that the user describes.
  ///
  /// @param output the output of the model: near 1 for survival, but not limited to the range from
  ///   0 to 1
  /// @param chance the output, clamped to the range from 0 to 1
  /// @param average the output for a passenger whose every number is the mean of the training set
  /// @param changes for each feature, how much lower the output is if the feature's numbers are the
  ///   means
  record Own(double output, double chance, double average, Map<String, Double> changes) {}

  /// Predicts whether a passenger that the user describes survives, and how far each feature moves
  /// the output.
  static Own own(Query query) {
    Settings settings = Settings.of(query);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("Pclass", new Column.Words(List.of(query.choice("pclass", "3", "2", "1"))));
    columns.put("Sex", new Column.Words(List.of(query.choice("sex", "male", "female"))));
    double age = query.number("age", 22, 0, 150);
    columns.put("Age", new Column.Numbers(query.on("ageKnown", true) ? age : Double.NaN));
    columns.put("SibSp", new Column.Numbers(query.whole("sibsp", 1, 0, 20)));
    columns.put("Parch", new Column.Numbers(query.whole("parch", 0, 0, 20)));
    columns.put("Fare", new Column.Numbers(query.number("fare", 7.25, 0, 10_000)));
    columns.put("Embarked", new Column.Words(List.of(query.choice("port", "S", "C", "Q"))));
    Trained trained = TrainedModels.of(settings);
    Tensor x = prepared(new Table(1, columns));
    Tensor away = TrainedModels.prepared().training().x().mean(0, true).sub(x);
    // Row 0 is the passenger. Each further row has the mean of one feature, the last row all means.
    Tensor moved = Tensor.of(masks(TrainedModels.prepared())).to(DType.F32);
    double[] outputs = Run.predict(trained.run().model(), x.add(moved.mul(away)));
    Map<String, Double> changes = new LinkedHashMap<>();
    for (String name : Passengers.FEATURES) {
      changes.put(name, outputs[0] - outputs[changes.size() + 1]);
    }
    double chance = Math.clamp(outputs[0], 0.0, 1.0);
    return new Own(outputs[0], chance, outputs[outputs.length - 1], changes);
  }

  /// Returns the columns to replace in each row, as 1: none, those of each feature, and all.
  private static double[][] masks(Recipe.Prepared prepared) {
    Map<String, String> origins = Steps.origins(prepared.preparation());
    List<String> columns = prepared.columns();
    double[][] masks = new double[Passengers.FEATURES.size() + 2][columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      masks[Passengers.FEATURES.indexOf(origins.get(columns.get(i))) + 1][i] = 1;
      masks[masks.length - 1][i] = 1;
    }
    return masks;
  }
}
