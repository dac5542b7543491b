package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  @Test
  void noOperationIsMissing() {
    Set<Object> tried =
        Catalogue.examples().stream()
            .map(Catalogue.Example::op)
            .map(op -> op instanceof Enum<?> constant ? constant : op.getClass())
            .collect(Collectors.toSet());
    assertThat(tried).containsAll(all(Op.class)).hasSizeGreaterThan(30);
  }

  /// The leaves of a sealed hierarchy: record classes, and the constants of enums.
  private static List<Object> all(Class<?> type) {
    if (type.isEnum()) {
      return List.of(type.getEnumConstants());
    }
    if (!type.isSealed()) {
      return List.of(type);
    }
    List<Object> leaves = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      leaves.addAll(all(permitted));
    }
    return leaves;
  }
}
