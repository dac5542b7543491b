package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.HostTensor;
import gradus.testkit.Program;
import gradus.testkit.Programs;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What a [Recorder] sees of a random program is that program.
class RecordedProgramProperties {
  private final Backend backend = Backends.named("reference");

  @Provide
  Arbitrary<Programs.Run> programs() {
    return Programs.any();
  }

  /// Writes a program down, with numbers for the tensors.
  private static final class Writer implements Recorder {
    private final Map<Tensor, Integer> numbers = new IdentityHashMap<>();
    private final List<Program.Step> steps = new ArrayList<>();

    Writer(List<Tensor> inputs) {
      inputs.forEach(this::number);
    }

    private void number(Tensor tensor) {
      numbers.put(tensor, numbers.size());
    }

    @Override
    public void applied(Op op, List<Tensor> inputs, Tensor output) {
      steps.add(new Program.Step(op, inputs.stream().map(numbers::get).toList()));
      number(output);
    }

    @Override
    public void created(Tensor tensor) {
      throw new AssertionError("nothing is created in a program");
    }
  }

  @Property
  void isTheProgram(@ForAll("programs") Programs.Run run) {
    List<Tensor> inputs = new ArrayList<>();
    for (HostTensor input : run.inputs()) {
      Operand operand = input.on(backend);
      inputs.add(new Tensor(new Buffer(backend, operand.storage()), operand.layout(), null));
    }
    Writer writer = new Writer(inputs);
    List<Tensor> values = new ArrayList<>(inputs);
    writer.record(
        () -> {
          for (Program.Step step : run.program().steps()) {
            values.add(
                step.op().apply(step.inputs().stream().map(values::get).toArray(Tensor[]::new)));
          }
          return null;
        });
    Program recorded = new Program(writer.steps);
    assertThat(recorded).isEqualTo(run.program());
    List<HostTensor> again = recorded.run(backend, run.inputs());
    for (int i = 0; i < again.size(); i++) {
      assertThat(again.get(i).values()).containsExactly(values.get(i).toDoubles());
    }
  }
}
