package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class FreshJvmsTest {
  @Test
  void theWorstIsComparedWithTheBest() {
    SequencedMap<String, List<Double>> speeds = new LinkedHashMap<>();
    speeds.put("steady", List.of(100.0, 99.0, 98.0));
    speeds.put("not so", List.of(100.0, 200.0, 50.0));
    Report report = FreshJvms.report("Something", speeds);
    assertThat(report.json().get("worst").getAsDouble()).isEqualTo(0.25);
    assertThat(report.json().get("jvms").getAsInt()).isEqualTo(3);
    assertThat(report.text()).contains("98 %", "25 %");
  }
}
