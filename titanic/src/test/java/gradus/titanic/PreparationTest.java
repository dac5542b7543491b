package gradus.titanic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationTest {
  private static final List<Passenger> ALL = PassengerList.embedded().passengers();
  private static final double NAN = Double.NaN;

  @Test
  void theEmbeddedListIsTheUsualOne() {
    assertThat(ALL).hasSize(891);
    assertThat(ALL.stream().filter(p -> p.survived() == 1)).hasSize(342);
    assertThat(ALL.stream().filter(p -> p.sex().equals("male"))).hasSize(577);
    assertThat(ALL.stream().filter(p -> Double.isNaN(p.age()))).hasSize(177);
    assertThat(ALL.stream().mapToDouble(Passenger::fare).average().orElseThrow())
        .isCloseTo(32.2042, within(5e-5));
  }

  @Test
  void theNotebooksColumnsReachOneAndNoFurther() {
    Preparation preparation = Preparation.notebook(ALL);
    assertThat(preparation.columns()).hasSize(12).startsWith("Age", "SibSp", "Parch", "LogFare");
    Tensor x = preparation.apply(ALL);
    assertThat(x.max(0).toDoubles()).containsOnly(1);
    assertThat(x.min(0).toDoubles()).doesNotContain(NAN);
  }

  @Test
  void theLessonsColumnsAreStandardisedOnTheTrainingRows() {
    Preparation preparation = Preparation.lesson(ALL);
    Tensor x = preparation.apply(ALL).slice(1, 0, 2);
    for (double mean : x.mean(0).toDoubles()) {
      assertThat(mean).isCloseTo(0, within(1e-6));
    }
    for (double variance : x.var(0).toDoubles()) {
      assertThat(variance).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void newRowsAreTreatedAsTheTrainingRowsWere() {
    Preparation preparation = Preparation.notebook(ALL);
    Passenger stranger = new Passenger(9999, NAN, "2", "female", NAN, 0, 3, NAN, "X");
    double[] row = preparation.apply(List.of(stranger)).toDoubles();
    double[] expected = {24 / 80.0, 0, 0.5, 0, 0, 1, 0, 1, 0, 0, 0, 0};
    for (int i = 0; i < row.length; i++) {
      assertThat(row[i]).as(preparation.columns().get(i)).isCloseTo(expected[i], within(1e-7));
    }
    Passenger unknownPort = new Passenger(9999, NAN, "1", "male", 80, 8, 6, 0, "");
    double[] filled = preparation.apply(List.of(unknownPort)).toDoubles();
    assertThat(filled[11]).as("Embarked_S").isEqualTo(1);
  }

  @Test
  void theCommonestValueFillsAndTheLeastOfSeveral() {
    List<Passenger> rows =
        List.of(
            new Passenger(1, 0, "1", "male", 30, 0, 0, 1, "S"),
            new Passenger(2, 0, "1", "male", 20, 0, 0, 1, "C"),
            new Passenger(3, 0, "1", "male", NAN, 0, 0, 1, ""));
    assertThat(Step.FillNumber.mode(Frame.of(rows), "Age").value()).isEqualTo(20);
    assertThat(Step.FillText.mode(Frame.of(rows), "Embarked").value()).isEqualTo("C");
    assertThatThrownBy(() -> Step.FillNumber.mode(Frame.of(rows.subList(2, 3)), "Age"))
        .isInstanceOf(UserException.class)
        .hasMessage("column Age is empty throughout");
  }

  @Test
  void itSurvivesTheWayThroughJson() {
    for (Preparation preparation :
        List.of(Preparation.notebook(ALL), Preparation.lesson(ALL), Preparation.spreadsheet(ALL))) {
      Preparation back = Preparation.fromJson(preparation.toJson());
      assertThat(back).isEqualTo(preparation);
      assertThat(back.apply(ALL).toFloats()).isEqualTo(preparation.apply(ALL).toFloats());
    }
    for (String wrong :
        List.of(
            "",
            "[]",
            "{}",
            "{\"steps\":[{\"step\":\"Explode\"}],\"columns\":[]}",
            "{\"steps\":[{\"step\":\"Scale\",\"column\":\"None\"}],\"columns\":[]}",
            "{\"steps\":[],\"columns\":[\"None\"]}")) {
      assertThatThrownBy(() -> Preparation.fromJson(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
