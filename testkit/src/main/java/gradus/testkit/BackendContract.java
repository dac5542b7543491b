package gradus.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.MatMul;
import gradus.engine.Shape;
import gradus.engine.Storage;
import gradus.engine.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.opentest4j.TestAbortedException;

/// The contract of backends, as a test class. To test a backend, extend it:
///
/// ```java
/// class MyBackendTest extends BackendContract {
///   @Override
///   protected Backend backend() {
///     return new MyBackend();
///   }
/// }
/// ```
///
/// The backend need not be registered as a service. The tests are jqwik properties;
/// `jqwik.tries.default` sets the number of tries, and a failure prints the shrunk inputs.
///
/// [Bound] defines the expected results and their accuracy, `docs/NUMERICS.md` the treatment of
/// NaN, infinities, zeros and subnormal numbers.
@AddLifecycleHook(SkippedIfAborted.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
public abstract class BackendContract {
  /// For subclasses.
  protected BackendContract() {}

  /// Returns the backend to test.
  ///
  /// @return a backend of the same kind each time; it may be the same object
  /// @throws TestAbortedException if it is unusable on this machine; the tests are then skipped
  ///   with the exception's message
  protected abstract Backend backend();

  /// Returns a registered backend, for [#backend].
  ///
  /// @param name such as `simd`
  /// @return the backend
  /// @throws TestAbortedException if it is unusable on this machine, with the engine's reason
  protected static Backend registered(String name) {
    try {
      return Backends.named(name);
    } catch (IllegalArgumentException e) {
      throw new TestAbortedException(e.getMessage(), e);
    }
  }

  private void check(List<Kernels.Use> uses, Arrangement output) {
    for (Kernels.Use use : uses) {
      KernelRun.of(backend(), use.kernel(), use.inputs(), output).check();
    }
  }

  @Provide
  Arbitrary<Trials.Broadcast> broadcast() {
    return Trials.broadcast(Tensors::values);
  }

  @Property
  void elementwiseKernelsAreWithinTheirBounds(@ForAll("broadcast") Trials.Broadcast drawn) {
    check(drawn.uses(), drawn.output());
  }

  @Provide
  Arbitrary<Trials.Broadcast> broadcastSpecial() {
    return Trials.broadcast(Tensors::withSpecial);
  }

  @Property
  void elementwiseKernelsTreatSpecialNumbersAsWritten(
      @ForAll("broadcastSpecial") Trials.Broadcast drawn) {
    check(drawn.uses(), drawn.output());
  }

  /// Each special number at each position of a vector and of its tail, and all pairs of them.
  @Example
  void specialNumbersAreTheSameAtEveryPlace() {
    for (DType dtype : DType.values()) {
      List<Double> special = Tensors.special(dtype);
      for (int n : new int[] {1, 2, 3, 7, 16, 33, 67}) {
        for (int shift = 0; shift < special.size(); shift++) {
          HostTensor x = row(dtype, n, special, 0);
          HostTensor y = row(dtype, n, special, shift);
          HostTensor z = row(dtype, n, special, 2 * shift + 1);
          HostTensor condition = row(DType.I32, n, List.of(0.0, 1.0, -7.0), shift);
          check(Kernels.elementwise(List.of(y, x, z), condition), Arrangement.CONTIGUOUS);
        }
      }
    }
  }

  private static HostTensor row(DType dtype, int n, List<Double> values, int shift) {
    List<Double> shifted =
        IntStream.range(0, n).mapToObj(i -> values.get((i + shift) % values.size())).toList();
    return HostTensor.of(dtype, Shape.of(n), Arrangement.CONTIGUOUS, shifted);
  }

  @Provide
  Arbitrary<Trials.Broadcast> writable() {
    return Trials.writable();
  }

  @Property
  void elementwiseKernelsMayWriteOverAnInput(@ForAll("writable") Trials.Broadcast drawn) {
    HostTensor target = drawn.inputs().getFirst();
    for (Kernels.Use use : drawn.uses()) {
      TensorSpec[] specs = use.inputs().stream().map(HostTensor::spec).toArray(TensorSpec[]::new);
      int into = use.inputs().indexOf(target);
      if (into >= 0 && use.kernel().infer(specs).equals(target.spec())) {
        KernelRun.inPlace(backend(), use.kernel(), use.inputs(), into).check();
      }
    }
  }

  @Provide
  Arbitrary<Trials.Reduced> reduced() {
    return Trials.reduced(Tensors::values);
  }

  @Property
  void kernelsAlongAxesAreWithinTheirBounds(@ForAll("reduced") Trials.Reduced drawn) {
    check(drawn.uses(), drawn.output());
  }

  @Provide
  Arbitrary<Trials.Reduced> reducedSpecial() {
    return Trials.reduced(Tensors::withSpecial);
  }

  @Property
  void kernelsAlongAxesTreatSpecialNumbersAsWritten(
      @ForAll("reducedSpecial") Trials.Reduced drawn) {
    check(drawn.uses(), drawn.output());
  }

  @Provide
  Arbitrary<Trials.Placed> placed() {
    return Trials.placed();
  }

  @Property
  void placementsPutEveryElementInItsPlace(@ForAll("placed") Trials.Placed drawn) {
    check(drawn.uses(), drawn.output());
  }

  @Provide
  Arbitrary<Trials.Product> products() {
    return Trials.products();
  }

  @Property
  void productsAreWithinTheirBounds(@ForAll("products") Trials.Product drawn) {
    KernelRun.of(backend(), new MatMul(), drawn.inputs(), drawn.output()).check();
  }

  @Provide
  Arbitrary<Trials.Windows> convolutions() {
    return Trials.convolutions(Tensors::values);
  }

  @Property
  void convolutionsAreWithinTheirBounds(@ForAll("convolutions") Trials.Windows drawn) {
    KernelRun.of(backend(), drawn.kernel(), drawn.inputs(), drawn.output()).check();
  }

  @Provide
  Arbitrary<Trials.Windows> convolutionsOfSpecial() {
    return Trials.convolutions(Tensors::withSpecial);
  }

  @Property
  void convolutionsTreatSpecialNumbersAsWritten(
      @ForAll("convolutionsOfSpecial") Trials.Windows drawn) {
    KernelRun.of(backend(), drawn.kernel(), drawn.inputs(), drawn.output()).check();
  }

  @Provide
  Arbitrary<Trials.Windows> maxima() {
    return Trials.maxima();
  }

  @Property
  void maximaOfWindowsAreFound(@ForAll("maxima") Trials.Windows drawn) {
    KernelRun.of(backend(), drawn.kernel(), drawn.inputs(), drawn.output()).check();
  }

  @Provide
  Arbitrary<DType> dtypes() {
    return Tensors.dtypes();
  }

  @Provide
  Arbitrary<List<Double>> patterns() {
    return Tensors.pattern(Tensors.withSpecial(DType.F64));
  }

  @Property
  void elementsComeBackAsTheyWent(
      @ForAll("dtypes") DType dtype, @ForAll("patterns") List<Double> values) {
    for (int n : new int[] {0, 1, values.size()}) {
      HostStorage elements = HostStorage.allocate(dtype, n);
      for (int i = 0; i < n; i++) {
        elements.set(i, values.get(i));
      }
      Storage there = backend().fromHost(HostTensor.copy(elements));
      assertEquals(dtype, there.dtype());
      assertEquals(n, there.length());
      HostStorage back = backend().toHost(there);
      assertEquals(dtype, back.dtype());
      assertEquals(n, back.length());
      for (int i = 0; i < n; i++) {
        assertEquals(HostTensor.bits(elements, i), HostTensor.bits(back, i), "element " + i);
      }
    }
  }

  @Example
  void newStorageHasTheTypeAndLengthAskedFor() {
    for (DType dtype : DType.values()) {
      for (int n : new int[] {0, 1, 17, 4099}) {
        Storage storage = backend().allocate(dtype, n);
        assertEquals(dtype, storage.dtype());
        assertEquals(n, storage.length());
        assertEquals(n, backend().toHost(storage).length());
      }
    }
  }

  /// A kernel returns the same bits from several threads at once as from one thread alone.
  @Property
  void threadsDontDisturbEachOther(
      @ForAll("broadcast") Trials.Broadcast drawn,
      @ForAll("reduced") Trials.Reduced reduced,
      @ForAll("products") Trials.Product product,
      @ForAll("convolutions") Trials.Windows convolution)
      throws InterruptedException, ExecutionException {
    Backend backend = backend();
    List<Kernels.Use> uses = new ArrayList<>(drawn.uses());
    uses.addAll(reduced.uses());
    uses.add(new Kernels.Use(new MatMul(), product.inputs()));
    uses.add(new Kernels.Use(convolution.kernel(), convolution.inputs()));
    List<HostStorage> alone = new ArrayList<>();
    for (Kernels.Use use : uses) {
      alone.add(KernelRun.of(backend, use.kernel(), use.inputs(), drawn.output()).storage());
    }
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      for (int i = 0; i < uses.size(); i++) {
        int which = (i * 7 + thread * 5) % uses.size();
        tasks.add(() -> same(backend, uses.get(which), drawn.output(), alone.get(which)));
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private static Void same(
      Backend backend, Kernels.Use use, Arrangement output, HostStorage alone) {
    HostStorage now = KernelRun.of(backend, use.kernel(), use.inputs(), output).storage();
    int place = HostTensor.mismatch(alone, now);
    if (place >= 0) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s of %s gave %s at place %d beside other threads, and %s alone",
              use.kernel().label(),
              use.inputs(),
              now.get(place),
              place,
              alone.get(place)));
    }
    return null;
  }

  @Provide
  Arbitrary<Programs.Run> programs() {
    return Programs.any();
  }

  @Property
  void programsAreWithinTheirBounds(@ForAll("programs") Programs.Run run) {
    run.program().check(run.inputs(), run.program().run(backend(), run.inputs()));
  }

  @Provide
  Arbitrary<Programs.Run> programsOfIntegers() {
    return Programs.ofIntegers();
  }

  @Property
  void programsOfIntegersAreExact(@ForAll("programsOfIntegers") Programs.Run run) {
    List<HostTensor> expected = run.program().run(Backends.named("reference"), run.inputs());
    List<HostTensor> actual = run.program().run(backend(), run.inputs());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).spec(), actual.get(i).spec(), "v" + i);
      assertArrayEquals(expected.get(i).values(), actual.get(i).values(), "v" + i);
    }
  }
}
