package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The public methods of [Tensor] with arguments that don't fit: what is wrong is said in one line,
/// which names the method and the tensor, and nothing has changed.
class WrongArgumentTest {
  private static final Tensor X = Tensor.linspace(0, 5, 6).reshape(2, 3);

  /// The parameters that mean an axis.
  private static final Set<String> AXES = Set.of("axis", "axes", "order", "from", "a", "b");

  private static boolean meansAxis(Parameter parameter) {
    boolean integers = parameter.getType() == int.class || parameter.getType() == int[].class;
    return integers && AXES.contains(parameter.getName());
  }

  private static Object argument(Parameter parameter, int axis) {
    Class<?> type = parameter.getType();
    if (type == int[].class) {
      return new int[] {axis, 0};
    } else if (type == int.class) {
      return meansAxis(parameter) ? axis : 1;
    } else if (type == boolean.class) {
      return false;
    } else if (type == double.class) {
      return 0.5;
    } else if (type == PoolOptions.class) {
      return PoolOptions.of(1);
    } else if (parameter.getName().equals("index")) {
      return Tensor.of(0, 1);
    }
    return Tensor.ones(2);
  }

  /// Every method that takes an axis, with one that there isn't.
  @TestFactory
  Stream<DynamicTest> anAxisThatThereIsNot() {
    List<Method> methods =
        Stream.of(Tensor.class.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
            .filter(method -> Stream.of(method.getParameters()).anyMatch(p -> meansAxis(p)))
            .toList();
    assertThat(methods).hasSizeGreaterThan(25);
    return methods.stream()
        .map(
            method ->
                DynamicTest.dynamicTest(
                    method.getName() + Stream.of(method.getParameters()).toList(),
                    () -> {
                      for (int axis : new int[] {9, -9, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                        assertNamesAxis(method, axis);
                      }
                    }));
  }

  private static void assertNamesAxis(Method method, int axis) {
    Object[] arguments = Stream.of(method.getParameters()).map(p -> argument(p, axis)).toArray();
    assertThatThrownBy(
            () -> {
              try {
                method.invoke(X, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(method.getName() + "(f32[2, 3]): ")
        .hasMessageContaining("" + axis);
  }

  private static void assertRefused(String start, ThrowingCallable call) {
    assertThatThrownBy(call)
        .as(start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(start);
  }

  @Test
  void views() {
    assertRefused("reshape(f32[2, 3]): 6 elements can't be reshaped to [4]", () -> X.reshape(4));
    assertRefused("reshape(f32[2, 3]): ", () -> X.reshape(-1, -1));
    assertRefused("reshape(f32[2, 3]): ", () -> X.reshape(-2, -3));
    assertRefused("reshape(f32[2, 3]): ", () -> X.reshape(0, -1));
    assertRefused("reshape(f32[2, 3]): ", () -> X.reshape(4, -1));
    assertRefused("permute(f32[2, 3]): [0] must name", () -> X.permute(0));
    assertRefused("permute(f32[2, 3]): [0, 0] must name", () -> X.permute(0, 0));
    assertRefused("permute(f32[2, 3]): ", () -> X.permute(0, 1, 1));
    assertRefused("t(f32[1, 2, 3]): ", () -> X.unsqueeze(0).t());
    assertRefused("expand [2, 4](f32[2, 3]): ", () -> X.expand(2, 4));
    assertRefused("expand [3](f32[2, 3]): ", () -> X.expand(3));
    assertRefused("expand(f32[2, 3]): ", () -> X.expand(-1, 2, 3));
    assertRefused("expand(f32[2, 3]): ", () -> X.expand(2, -3));
    assertRefused("slice(f32[2, 3]): the step", () -> X.slice(0, 0, 1, 0));
    assertRefused("slice(f32[2, 3]): the step", () -> X.slice(0, 1, 0, -1));
    assertRefused("select(f32[2, 3]): axis 0 has no index 2", () -> X.select(0, 2));
    assertRefused("select(f32[2, 3]): axis 0 has no index -3", () -> X.select(0, -3));
    assertRefused("squeeze(f32[2, 3]): axis 0 isn't of length 1", () -> X.squeeze(0));
    assertRefused("flip(f32[2, 3]): axis 1 is named twice", () -> X.flip(1, -1));
    assertRefused("pad(f32[2, 3]): can't add -1", () -> X.pad(0, -1, 0, 0));
    assertRefused(
        "pad low [2147483647, 0] high [2147483647, 0](f32[2, 3]): an axis can't have 4294967296",
        () -> X.pad(0, Integer.MAX_VALUE, Integer.MAX_VALUE, 0));
    Tensor empty = Tensor.zeros(0, 65536, 65536);
    assertRefused("flatten(f32[0, 65536, 65536]): ", () -> empty.flatten(1));
    assertThat(empty.flatten(0).shape()).isEqualTo(Shape.of(0));
  }

  @Test
  void elements() {
    assertRefused("get(f32[2, 3]): index [0] has 1 numbers", () -> X.get(0));
    assertRefused("get(f32[2, 3]): index [2, 0] is outside", () -> X.get(2, 0));
    assertRefused("get(f32[2, 3]): index [0, -4] is outside", () -> X.get(0, -4));
    assertRefused("item: f32[2, 3]", X::item);
    assertRefused("item: f32[0]", () -> Tensor.zeros(0).item());
    assertRefused("indexSelect(f32[2, 3], i32[1, 1]): ", () -> X.indexSelect(0, column(0)));
    assertRefused("gather axis 0(f32[2, 3], i32[1]): ", () -> X.gather(0, Tensor.of(0)));
    assertRefused("gather axis 0(f32[2, 3], f32[2, 3]): ", () -> X.gather(0, X));
    assertRefused("gather axis 0(f32[2, 3], i32[1, 1]): index 2", () -> X.gather(0, column(2)));
    assertRefused("gather axis 0(f32[2, 3], i32[1, 3]): ", () -> X.indexSelect(0, Tensor.of(5)));
    assertRefused(
        "scatterAdd axis 0(f32[2, 3], i32[1, 1], f32[1, 2]): the index and the source",
        () -> X.scatterAdd(0, column(0), Tensor.ones(1, 2)));
    assertRefused("oneHot(f32[2, 3]): needs i32", () -> X.oneHot(7));
    assertRefused("oneHot(i32[2]): there can't be -1", () -> Tensor.of(0, 1).oneHot(-1));
    assertRefused("scatterAdd axis 1(i32[2, 2], ", () -> Tensor.of(0, 2).oneHot(2));
    assertRefused("scatterAdd axis 1(i32[1, 2], ", () -> Tensor.of(-1).oneHot(2));
  }

  /// On every backend, the index as it lies and expanded, with few elements and with many.
  @Test
  void nothingHasNoIndex() {
    for (String backend : Backends.usable()) {
      for (int rows : new int[] {3, 100_000}) {
        Tensor target = Tensor.zeros(0, rows).to(Backends.named(backend));
        Tensor source = Tensor.ones(2, rows).to(Backends.named(backend));
        Tensor index = Tensor.zeros(DType.I32, Shape.of(2, 1)).to(Backends.named(backend));
        for (Tensor i : List.of(index.expand(2, rows), index.expand(2, rows).copy())) {
          assertRefused("scatterAdd axis 0(f32[0, ", () -> target.scatterAdd(0, i, source));
          assertRefused("gather axis 0(f32[0, ", () -> target.gather(0, i));
        }
      }
    }
  }

  private static Tensor column(int index) {
    return Tensor.of(index).reshape(1, 1);
  }

  @Test
  void creation() {
    assertRefused("shape [7] has 7 elements, the array 1", () -> Tensor.fromArray(new int[1], 7));
    assertRefused("a shape's lengths must not be negative", () -> Tensor.zeros(2, -1));
    assertRefused("shape [65536, 32768] has more", () -> Tensor.zeros(65536, 32768));
    assertRefused("arange: ", () -> Tensor.arange(-1));
    assertRefused("arange: ", () -> Tensor.arange(0, 1, 0));
    assertRefused("arange: ", () -> Tensor.arange(0, 1, -1));
    assertRefused("arange: ", () -> Tensor.arange(0, Double.NaN, 1));
    assertRefused("arange: ", () -> Tensor.arange(0, Double.POSITIVE_INFINITY, 1));
    assertRefused("linspace: ", () -> Tensor.linspace(0, 1, 0));
    assertRefused("concat: needs at least one", () -> Tensor.concat(0));
    assertRefused("concat(f32[2, 3]): there is no axis 2", () -> Tensor.concat(2, X, X));
    assertRefused("concat axis 0(f32[2, 3], f32[2]): ", () -> Tensor.concat(0, X, Tensor.ones(2)));
    assertRefused("concat axis 0(f32[2, 3], f32[3, 2]): ", () -> Tensor.concat(0, X, X.t()));
    assertRefused("stack: needs at least one", () -> Tensor.stack(0));
    assertRefused("concat axis 0(", () -> Tensor.stack(0, X, X.t()));
    assertRefused("unsqueeze(f32[2, 3]): ", () -> Tensor.stack(3, X, X));
    assertRefused("where(f32[2, 3], ", () -> Tensor.where(X, X, X));
    assertRefused("concat axis 0(", () -> Tensor.of(new int[][] {{1}, {1, 2}}));
    Tensor huge = Tensor.ones(1).expand(Integer.MAX_VALUE);
    assertRefused("concat axis 0(", () -> Tensor.concat(0, huge, huge));
  }

  private static Map<String, BiConsumer<Tensor, Tensor>> changes() {
    Map<String, BiConsumer<Tensor, Tensor>> changes = new LinkedHashMap<>();
    changes.put("addInPlace", (x, y) -> x.addInPlace(y, 0.5));
    changes.put("addInPlace of one", Tensor::addInPlace);
    changes.put("combineInPlace", (x, y) -> x.combineInPlace(0.5, y, 2));
    changes.put("addProductInPlace", (x, y) -> x.addProductInPlace(2, y, y, 0.5));
    changes.put("addOverRootInPlace", (x, y) -> x.addOverRootInPlace(-1, y, y, 0.5));
    changes.put("subInPlace", Tensor::subInPlace);
    changes.put("mulInPlace", Tensor::mulInPlace);
    changes.put("divInPlace", Tensor::divInPlace);
    changes.put("copyFrom", Tensor::copyFrom);
    return changes;
  }

  @Test
  void allChangesInPlaceAreTried() {
    Set<String> methods =
        Stream.of(TensorInPlace.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
            .map(Method::getName)
            .collect(Collectors.toSet());
    methods.remove("fill");
    assertThat(changes().keySet().stream().map(n -> n.split(" ")[0]).collect(Collectors.toSet()))
        .isEqualTo(methods);
  }

  private static void assertUnchanged(
      Tensor target, Class<? extends Exception> type, ThrowingCallable change, String... words) {
    double[] before = target.toDoubles();
    int version = target.buffer().version();
    assertThatThrownBy(change)
        .isInstanceOf(type)
        .satisfies(e -> assertThat(List.of(words)).allMatch(e.getMessage()::contains));
    assertThat(target.toDoubles()).isEqualTo(before);
    assertThat(target.buffer().version()).isEqualTo(version);
  }

  @TestFactory
  Stream<DynamicTest> aRefusedChangeInPlaceChangesNothing() {
    return changes().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> refuses(entry.getKey(), entry.getValue())));
  }

  private static void refuses(String name, BiConsumer<Tensor, Tensor> change) {
    Class<IllegalArgumentException> refused = IllegalArgumentException.class;
    for (Tensor x : List.of(X.copy(), X.copy().flip(0), X.t().copy().t())) {
      // Too long, too many axes, and what only the other way round would broadcast.
      for (Tensor y : List.of(Tensor.ones(4), Tensor.ones(3, 1), Tensor.ones(2, 2, 3))) {
        assertUnchanged(x, refused, () -> change.accept(x, y), "" + y.shape(), "[2, 3]");
      }
      for (String backend : Backends.usable()) {
        Tensor elsewhere = Tensor.ones(2, 3).to(Backends.named(backend));
        if (elsewhere.backend() != x.backend()) {
          assertUnchanged(x, refused, () -> change.accept(x, elsewhere));
        }
      }
      Tensor leaf = Tensor.ones(2, 3).requiresGrad(true);
      assertUnchanged(x, IllegalStateException.class, () -> change.accept(x, leaf), "noGrad");
    }
    Tensor column = Tensor.ones(2, 1);
    assertUnchanged(column, refused, () -> change.accept(column, X), "[2, 3]", "[2, 1]");
    Tensor expanded = Tensor.ones(1, 3).expand(2, 3);
    assertUnchanged(expanded, refused, () -> change.accept(expanded, X), "expanded");
    assertUnchanged(expanded, refused, () -> expanded.fill(2), "expanded");
    Tensor windows = Tensor.ones(4).unfold(0, 3, 1);
    assertUnchanged(windows, refused, () -> change.accept(windows, X), "expanded");
    assertUnchanged(windows, refused, () -> windows.fill(2), "expanded");
    Tensor integers = Tensor.of(1, 2, 3);
    if (!name.equals("copyFrom")) {
      Tensor wide = Tensor.of(DType.F64, 1, 2, 3);
      Tensor x = Tensor.ones(3);
      assertUnchanged(x, refused, () -> change.accept(x, wide), "f32[3]");
      assertUnchanged(integers, refused, () -> change.accept(integers, x), "i32[3]");
    }
  }
}
