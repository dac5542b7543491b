package gradus.nn.distributed;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of a validation at the end of an epoch, over all validation rows of all workers.
///
/// @param epoch the number of complete epochs
/// @param rows the number of validation rows
/// @param loss the mean loss of the rows
/// @param metrics the mean of each [TrainingPlan#metrics()], by name
public record Validation(int epoch, long rows, double loss, Map<String, Double> metrics)
    implements Serializable {
  /// Creates the figures; the map is copied.
  public Validation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
