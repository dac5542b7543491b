package gradus.titanic.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import gradus.cli.InputException;
import gradus.titanic.data.Column;
import gradus.titanic.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PreparationProperties {

  /// What a passenger may be: some values missing, but never all of a column.
  @Provide
  Arbitrary<Table> tables() {
    Arbitrary<Double> numbers = Arbitraries.doubles().between(0, 600).ofScale(2);
    Arbitrary<List<Double>> fares = numbers.injectNull(0.2).list().ofMinSize(3).ofMaxSize(40);
    return fares.flatMap(
        fare ->
            Arbitraries.of("S", "C", "Q", "x")
                .injectNull(0.2)
                .list()
                .ofSize(fare.size())
                .map(ports -> table(fare, ports)));
  }

  private static Table table(List<Double> fares, List<String> ports) {
    double[] fare = fares.stream().mapToDouble(x -> x == null ? Double.NaN : x).toArray();
    fare[0] = 7.25;
    List<String> port = new ArrayList<>(ports);
    port.set(0, "S");
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("Fare", new Column.Numbers(fare));
    columns.put("Embarked", new Column.Words(port));
    return new Table(fare.length, columns);
  }

  private static final List<Step.Unfitted> STEPS =
      List.of(
          Step.fillMode("Fare"),
          Step.fillMode("Embarked"),
          _ -> new Step.Log("Fare", "LogFare", Step.Base.E),
          Step.dummies("Embarked", null, "C", "Q", "S"),
          _ -> new Step.Constant("Const", 1));

  private static List<Step.Unfitted> and(Step.Unfitted last) {
    List<Step.Unfitted> steps = new ArrayList<>(STEPS);
    steps.add(last);
    return steps;
  }

  @Property
  void standardisedTrainingRowsHaveMean0AndDeviation1(@ForAll("tables") Table table) {
    double[] values =
        Preparation.fit(table, and(Step.standardise("LogFare"))).apply(table).numbers("LogFare");
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
    assertThat(mean).isEqualTo(0, within(1e-9));
    boolean constant = Arrays.stream(values).distinct().count() == 1;
    assertThat(variance).isEqualTo(constant ? 0 : 1, within(1e-9));
  }

  @Property
  void dividedTrainingRowsHaveMaximum1(@ForAll("tables") Table table) {
    double[] values =
        Preparation.fit(table, and(Step.divideByMaximum("LogFare")))
            .apply(table)
            .numbers("LogFare");
    assertThat(Arrays.stream(values).max()).hasValue(1);
    assertThat(Arrays.stream(values).min().orElseThrow()).isNotNegative();
  }

  @Property
  void nothingIsMissingAfterFillingAndWhatWasThereStays(@ForAll("tables") Table table) {
    Table filled =
        Preparation.fit(table, List.of(Step.fillMode("Fare"), Step.fillMode("Embarked")))
            .apply(table);
    assertThat(filled.completeRows()).hasSize(table.rows());
    for (int row : table.completeRows()) {
      assertThat(filled.numbers("Fare")[row]).isEqualTo(table.numbers("Fare")[row]);
      assertThat(filled.words("Embarked").get(row)).isEqualTo(table.words("Embarked").get(row));
    }
  }

  @Property
  void theModeIsNoRarerThanAnyOther(@ForAll("tables") Table table) {
    Step.FillWord step = (Step.FillWord) Step.fillMode("Embarked").fit(table);
    List<String> words = table.words("Embarked");
    long most = words.stream().filter(step.value()::equals).count();
    for (String port : List.of("S", "C", "Q", "x")) {
      long count = words.stream().filter(port::equals).count();
      assertThat(count).isLessThanOrEqualTo(most);
      assertThat(count == most && port.compareTo(step.value()) < 0).isFalse();
    }
  }

  @Property
  void eachTrainingRowHasOneOfTheDummies(@ForAll("tables") Table table) {
    Table prepared = Preparation.fit(table, STEPS).apply(table);
    List<String> dummies =
        prepared.names().stream().filter(name -> name.startsWith("Embarked_")).toList();
    assertThat(dummies).startsWith("Embarked_C", "Embarked_Q", "Embarked_S");
    for (int row = 0; row < table.rows(); row++) {
      double sum = 0;
      for (String dummy : dummies) {
        sum += prepared.numbers(dummy)[row];
      }
      assertThat(sum).isEqualTo(1);
    }
  }

  @Property
  void aRowIsPreparedTheSameAloneOrAmongOthers(
      @ForAll("tables") Table training, @ForAll("tables") Table others) {
    Preparation preparation = Preparation.fit(training, and(Step.standardise("LogFare")));
    Table known = known(others, preparation);
    Table together = preparation.apply(known);
    for (int row = 0; row < others.rows(); row++) {
      Table alone = preparation.apply(known.select(row));
      for (String name : together.names()) {
        assertThat(alone.numbers(name)[0]).isEqualTo(together.numbers(name)[row]);
      }
    }
  }

  /// A table with the unknown words taken away.
  private static Table known(Table table, Preparation preparation) {
    List<String> known = preparation.categories().words().get("Embarked");
    return table.with(
        "Embarked",
        new Column.Words(
            table.words("Embarked").stream()
                .map(word -> word != null && known.contains(word) ? word : null)
                .toList()));
  }

  @Property
  void jsonKeepsThePreparation(@ForAll("tables") Table table) {
    Preparation preparation = Preparation.fit(table, and(Step.standardise("LogFare")));
    assertThat(Preparation.fromJson(preparation.toJson(), preparation.categories().toJson()))
        .isEqualTo(preparation);
  }

  @Example
  void everyKindOfStepGoesThroughJson() {
    Preparation all =
        new Preparation(
            List.of(
                new Step.FillNumber("a", 0.1),
                new Step.FillWord("b", "\"quoted\" <&>"),
                new Step.Log("a", "c", Step.Base.TEN),
                new Step.Dummies("b", List.of("x", "y")),
                new Step.Divide("c", 3),
                new Step.Standardise("c", 1, 2),
                new Step.Constant("d", 1),
                new Step.Select(List.of("c", "d"))),
            new Categories(Map.of("b", List.of("x", "y", "\"quoted\" <&>")), true));
    assertThat(all.steps().stream().map(Object::getClass).distinct())
        .hasSameSizeAs(Step.class.getPermittedSubclasses());
    assertThat(Preparation.fromJson(all.toJson(), all.categories().toJson())).isEqualTo(all);
  }

  @Example
  void brokenJsonIsRefused() {
    List<String> broken =
        List.of(
            "",
            "nonsense",
            "{}",
            "[1]",
            "[{}]",
            "[{\"step\":\"Explode\"}]",
            "[{\"step\":\"FillWord\",\"column\":\"a\"}]",
            "[{\"step\":\"Divide\",\"column\":\"a\"}]",
            "[{\"step\":\"Divide\",\"column\":\"a\",\"by\":\"x\"}]",
            "[{\"step\":\"Log\",\"column\":\"a\",\"into\":\"b\",\"base\":\"TWO\"}]");
    assertThat(broken)
        .allSatisfy(
            json ->
                assertThatThrownBy(() -> Preparation.fromJson(json, null))
                    .isInstanceOf(IllegalArgumentException.class));
  }

  @Example
  void dummiesMayLeaveOneOut() {
    Table table = table(List.of(1.0, 2.0, 3.0), List.of("S", "Q", "x"));
    Table prepared = Step.dummies("Embarked", "Q", "S", "C").fit(table).apply(table);
    assertThat(prepared.names()).containsExactly("Fare", "Embarked_S", "Embarked_C", "Embarked_x");
    assertThat(prepared.numbers("Embarked_S")).containsExactly(1, 0, 0);
    assertThat(prepared.numbers("Embarked_x")).containsExactly(0, 0, 1);
  }

  @Example
  void anUnknownWordIsRefused() {
    Table training = table(List.of(1.0, 2.0, 3.0), List.of("S", "Q", "C"));
    Table other = table(List.of(1.0, 2.0, 3.0), List.of("S", "Mars", "C"));
    Preparation preparation = Preparation.fit(training, STEPS);
    assertThatThrownBy(() -> preparation.apply(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "row 2, column Embarked: the training rows have no \"Mars\"; expected one of C, Q, S");
  }

  @Example
  void aColumnWithNothingInItCanNotBeFilled() {
    Table empty =
        new Table(2, Map.of("Age", new Column.Numbers(new double[] {Double.NaN, Double.NaN})));
    assertThatThrownBy(() -> Step.fillMode("Age").fit(empty))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Age");
  }

  @Example
  void columnsMustHaveTheTablesLength() {
    assertThatThrownBy(() -> new Table(2, Map.of("Age", new Column.Numbers(new double[] {1}))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Age has 1 rows, the table 2");
  }
}
