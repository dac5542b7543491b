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

/// Chapter 5, the Titanic: the passengers, how they become numbers, and a model that learns from
/// them who survived.
final class TitanicChapter {
  private static final int ON_A_PAGE = 10;

  private TitanicChapter() {}

  /// Some rows of the list.
  ///
  /// @param columns their names
  /// @param rows the values as texts, empty where one is missing
  /// @param from the first row's number, from 1
  /// @param total how many rows the list has
  record Rows(List<String> columns, List<List<String>> rows, int from, int total) {}

  /// A page of the list.
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

  /// What an epoch came to.
  ///
  /// @param epoch its number, from 0
  /// @param loss before its step
  /// @param accuracy on the validation rows, after it
  record Epoch(int epoch, double loss, double accuracy) {}

  /// The end of a training.
  ///
  /// @param last the loss after the last step
  /// @param right validation rows predicted rightly
  /// @param checked validation rows
  /// @param parameters that the model has
  record End(double last, int right, int checked, int parameters) {}

  /// Trains a model: a line an epoch, then the end.
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

  /// A passenger on the way through preparation and model.
  ///
  /// @param properties step by step to numbers
  /// @param layers the model's, each with all its cells
  /// @param output what the model says
  /// @param survived what happened: 1 or 0
  record Passenger(
      List<Steps.Property> properties, List<Cells> layers, double output, double survived) {}

  /// A layer's cells for one row.
  ///
  /// @param names of its inputs
  /// @param inputs their values (in)
  /// @param weights (out, in)
  /// @param products each input times its weight (out, in)
  /// @param bias added to the sums (out)
  /// @param sums including the bias (out)
  /// @param relu whether a ReLU follows
  /// @param outputs (out)
  record Cells(
      List<String> names,
      double[] inputs,
      double[][] weights,
      double[][] products,
      double[] bias,
      double[] sums,
      boolean relu,
      double[] outputs) {}

  /// A passenger of the list, by a trained model.
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

  /// A passenger of one's own.
  ///
  /// @param output what the model says: about 1 for surviving, but nothing keeps it within 0 and 1
  /// @param chance the same within 0 and 1
  /// @param average what it says of a passenger whose every number is the training rows' mean
  /// @param changes by property, how much lower the output is if its numbers are the mean's
  record Own(double output, double chance, double average, Map<String, Double> changes) {}

  /// What a trained model says of a passenger of one's own, and which properties moved it.
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
    // Row 0 is the passenger, each further one has one property's mean, the last one all.
    Tensor moved = Tensor.of(masks(TrainedModels.prepared())).to(DType.F32);
    double[] outputs = Run.predict(trained.run().model(), x.add(moved.mul(away)));
    Map<String, Double> changes = new LinkedHashMap<>();
    for (String name : Passengers.FEATURES) {
      changes.put(name, outputs[0] - outputs[changes.size() + 1]);
    }
    double chance = Math.clamp(outputs[0], 0.0, 1.0);
    return new Own(outputs[0], chance, outputs[outputs.length - 1], changes);
  }

  /// Which columns stand for which properties: none, those of each property, and all.
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
