package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Binary;
import gradus.engine.Elementwise;
import gradus.engine.HostBackend;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Shape;
import gradus.engine.Unary;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.opentest4j.TestAbortedException;

/// A backend with any of these faults doesn't pass the contract.
class ContractBitesTest {
  private static final Backend REFERENCE = Backends.named("reference");

  /// What is wrong, and a property that must see it.
  enum Fault {
    CHANGES_AN_INPUT("elementwiseKernelsAreWithinTheirBounds") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel == Binary.SUB && output.shape().size() > 0) {
          HostStorage storage = (HostStorage) inputs.get(1).storage();
          int place = inputs.get(1).layout().offset();
          storage.set(place, storage.get(place) + 1);
        }
      }
    },
    CHANGES_WHAT_AN_INPUT_DOESNT_SHOW("placementsPutEveryElementInItsPlace") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel instanceof Placement.Gather && inputs.getFirst().layout().offset() > 0) {
          ((HostStorage) inputs.getFirst().storage()).set(0, 5);
        }
      }
    },
    LEAVES_THE_LAST_ELEMENT("kernelsAlongAxesAreWithinTheirBounds") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        HostStorage storage = (HostStorage) output.storage();
        HostStorage before = HostTensor.copy(storage);
        super.run(kernel, inputs, output);
        if (kernel instanceof Reduction.Max && output.shape().size() > 1) {
          int[] places = HostTensor.places(output.layout());
          int last = places[places.length - 1];
          storage.set(last, before.get(last));
        }
      }
    },
    WRITES_BESIDE_THE_OUTPUT("productsAreWithinTheirBounds") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel instanceof MatMul && output.layout().offset() > 0) {
          ((HostStorage) output.storage()).set(output.layout().offset() - 1, 0);
        }
      }
    },
    IGNORES_STRIDES("elementwiseKernelsAreWithinTheirBounds") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        Operand x = inputs.getFirst();
        boolean misread = kernel == Unary.NEG && x.storage().length() >= x.shape().size();
        Operand read = misread ? new Operand(x.storage(), Layout.contiguous(x.shape())) : x;
        super.run(kernel, misread ? List.of(read) : inputs, output);
      }
    },
    IS_TWO_UNITS_OFF("elementwiseKernelsAreWithinTheirBounds") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel == Unary.EXP && output.storage() instanceof HostStorage.Floats(float[] y)) {
          for (int place : HostTensor.places(output.layout())) {
            y[place] += 2 * Math.ulp(y[place]);
          }
        }
      }
    },
    ROUNDS_A_SUM_COARSELY("kernelsAlongAxesAreWithinTheirBounds") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel instanceof Reduction.Sum
            && output.storage() instanceof HostStorage.Floats(float[] y)) {
          // To 16 bits, as a backend in bfloat16 would.
          for (int place : HostTensor.places(output.layout())) {
            y[place] = Float.intBitsToFloat(Float.floatToIntBits(y[place]) & 0xffff0000);
          }
        }
      }
    },
    FLUSHES_TO_ZERO("specialNumbersAreTheSameAtEveryPlace") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel == Binary.ADD && output.storage() instanceof HostStorage.Floats(float[] y)) {
          for (int place : HostTensor.places(output.layout())) {
            y[place] = Math.abs(y[place]) < 1e-38 ? 0 : y[place];
          }
        }
      }
    },
    LOSES_THE_SIGN_OF_ZERO("specialNumbersAreTheSameAtEveryPlace") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel == Unary.SIN && output.storage() instanceof HostStorage.Floats(float[] y)) {
          for (int place : HostTensor.places(output.layout())) {
            y[place] += 0f;
          }
        }
      }
    },
    PASSES_OVER_NAN("kernelsAlongAxesTreatSpecialNumbersAsWritten") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel instanceof Reduction.Min
            && output.storage() instanceof HostStorage.Floats(float[] y)) {
          for (int place : HostTensor.places(output.layout())) {
            y[place] = Float.isNaN(y[place]) ? 1 : y[place];
          }
        }
      }
    },
    READS_WHAT_IT_HAS_WRITTEN("elementwiseKernelsMayWriteOverAnInput") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        boolean over = inputs.stream().anyMatch(x -> x.storage() == output.storage());
        if (kernel instanceof Elementwise.Clamp && over) {
          super.run(Unary.NEG, inputs, output);
        }
        super.run(kernel, inputs, output);
      }
    },
    SHARES_ITS_MEMORY("threadsDontDisturbEachOther") {
      private volatile Shape current;

      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        current = output.shape();
        Thread.yield();
        if (current.equals(output.shape())) {
          super.run(kernel, inputs, output);
        }
      }
    },
    SATURATES_INTEGERS("programsOfIntegersAreExact") {
      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (kernel == Unary.SQUARE && output.storage() instanceof HostStorage.Ints(int[] y)) {
          for (int place : HostTensor.places(output.layout())) {
            y[place] = y[place] < 0 ? Integer.MAX_VALUE : y[place];
          }
        }
      }
    },
    SPOILS_A_VALUE_OF_BEFORE("programsAreWithinTheirBounds") {
      private HostStorage last;

      @Override
      void run(Kernel kernel, List<Operand> inputs, Operand output) {
        super.run(kernel, inputs, output);
        if (last != null && last.length() > 0) {
          last.set(0, last.get(0) + 1);
        }
        last = (HostStorage) output.storage();
      }
    };

    private final String seenBy;

    Fault(String seenBy) {
      this.seenBy = seenBy;
    }

    void run(Kernel kernel, List<Operand> inputs, Operand output) {
      REFERENCE.run(kernel, inputs, output);
    }
  }

  private static Backend tested;

  private record Faulty(Fault fault) implements HostBackend {
    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public void run(Kernel kernel, List<Operand> inputs, Operand output) {
      fault.run(kernel, inputs, output);
    }
  }

  /// Tests the current faulty backend. Only the launcher below runs it.
  static final class Contract extends BackendContract {
    @Override
    protected Backend backend() {
      if (tested == null) {
        throw new TestAbortedException("not on this machine");
      }
      return tested;
    }
  }

  private static TestExecutionSummary run(Backend backend, PostDiscoveryFilter tests, Path folder) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Contract.class))
            .filters(tests)
            .configurationParameter("jqwik.tries.default", "1000")
            .configurationParameter("jqwik.shrinking.default", "OFF")
            .configurationParameter("jqwik.database", folder.resolve("database").toString())
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    Launcher launcher = LauncherFactory.create();
    PrintStream out = System.out;
    tested = backend;
    // That they fail is no news.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      launcher.execute(request, listener);
    } finally {
      System.setOut(out);
      tested = null;
    }
    return listener.getSummary();
  }

  @ParameterizedTest
  @EnumSource
  void seesEachFault(Fault fault, @TempDir Path folder) {
    PostDiscoveryFilter one =
        test -> FilterResult.includedIf(test.getDisplayName().equals(fault.seenBy));
    TestExecutionSummary summary = run(new Faulty(fault), one, folder);
    assertThat(summary.getTestsStartedCount()).isOne();
    assertThat(summary.getTestsFailedCount()).isOne();
  }

  @Test
  void isSkippedWhereTheBackendCantBeUsed(@TempDir Path folder) {
    TestExecutionSummary summary = run(null, _ -> FilterResult.included("all"), folder);
    assertThat(summary.getTestsFoundCount()).isGreaterThan(10);
    assertThat(summary.getTestsStartedCount()).isZero();
    assertThat(summary.getTestsFailedCount()).isZero();
  }
}
