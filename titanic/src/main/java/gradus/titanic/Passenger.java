package gradus.titanic;

/// One passenger, as the data set has them.
///
/// @param id the number in the list
/// @param survived 1 or 0, NaN where the list doesn't say
/// @param pclass the class, `1` to `3`
/// @param sex `male` or `female`
/// @param age years, NaN if unknown
/// @param sibSp siblings and spouses aboard
/// @param parch parents and children aboard
/// @param fare pounds paid, NaN if unknown
/// @param embarked the port: `C`herbourg, `Q`ueenstown, `S`outhampton; empty if unknown
public record Passenger(
    int id,
    double survived,
    String pclass,
    String sex,
    double age,
    double sibSp,
    double parch,
    double fare,
    String embarked) {
  /// {@return whether nothing is missing that models use}
  public boolean isComplete() {
    return !Double.isNaN(age) && !Double.isNaN(fare) && !embarked.isEmpty();
  }
}
