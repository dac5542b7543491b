package gradus.engine.simd;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.System.Logger.Level;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Generates the classes of loops whose vectors must be local variables, as many as the machine has
/// registers: a FloatVector in an array, or passed between methods, would be boxed. Written by
/// hand, these loops would be a hundred near copies. One source serves all element types, see
/// [Lane]. Each class is generated at run time when it is first needed; it extends an abstract
/// class of this package and implements its one method.
abstract sealed class Assembler
    permits TileAssembler, WindowTileAssembler, DotsAssembler, TransposerAssembler, LoopAssembler {
  static final ClassDesc SPECIES = describe(VectorSpecies.class);
  static final ClassDesc ANY_VECTOR = describe(Vector.class);
  static final ClassDesc MASK = describe(VectorMask.class);

  private static final ClassDesc LANES = describe(Lanes.class);
  private static final ClassDesc SHUFFLE = describe(VectorShuffle.class);

  final CodeBuilder code;

  /// What the loop computes with.
  final Lane lane;

  /// The number of elements of a vector.
  final int width;

  private final ClassDesc vector;

  Assembler(Lane lane, CodeBuilder code) {
    this.code = code;
    this.lane = lane;
    this.width = lane.width();
    this.vector = lane.vector();
  }

  static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// Defines a class and creates its instance, or creates the plain fallback where classes can't be
  /// defined.
  ///
  /// @param parent the abstract class
  /// @param name the class's name in stack traces, after the parent's name
  /// @param method the abstract method's name
  /// @param type its parameters
  /// @param body generates its code
  /// @param plain creates the slow fallback
  /// @param arguments for the abstract class's constructor
  static <T> T instance(
      Class<T> parent,
      String name,
      String method,
      MethodTypeDesc type,
      Consumer<CodeBuilder> body,
      Supplier<T> plain,
      Integer... arguments) {
    try {
      byte[] bytes = bytes(describe(parent), arguments.length, name, method, type, body);
      Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      Class<?>[] ints = new Class<?>[arguments.length];
      Arrays.fill(ints, int.class);
      return parent.cast(hidden.getDeclaredConstructor(ints).newInstance((Object[]) arguments));
    } catch (ReflectiveOperationException | UnsupportedOperationException | LinkageError e) {
      System.getLogger("gradus.engine")
          .log(Level.DEBUG, "{0} {1} is slow: can''t define its class: {2}", parent, name, e);
      return plain.get();
    }
  }

  private static byte[] bytes(
      ClassDesc parent,
      int arguments,
      String name,
      String method,
      MethodTypeDesc type,
      Consumer<CodeBuilder> body) {
    ClassDesc[] ints = new ClassDesc[arguments];
    Arrays.fill(ints, CD_int);
    MethodTypeDesc constructor = MethodTypeDesc.of(CD_void, ints);
    return ClassFile.of()
        .build(
            parent.nested(name),
            builder ->
                builder
                    .withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                    .withSuperclass(parent)
                    .withMethodBody(
                        INIT_NAME,
                        constructor,
                        0,
                        code -> {
                          code.aload(0);
                          for (int i = 1; i <= arguments; i++) {
                            code.iload(i);
                          }
                          code.invokespecial(parent, INIT_NAME, constructor).return_();
                        })
                    .withMethodBody(method, type, 0, body));
  }

  /// Emits `array = (float[]) array` for local variables.
  final void cast(int... arrays) {
    for (int array : arrays) {
      code.aload(array).checkcast(lane.array()).astore(array);
    }
  }

  /// Allocates local variables.
  final int[] locals(int count, TypeKind kind) {
    int[] locals = new int[count];
    for (int i = 0; i < count; i++) {
      locals[i] = code.allocateLocal(kind);
    }
    return locals;
  }

  /// Emits `for (int i = 0; i < n; i++)` for two local variables.
  final void loop(int i, int n, Runnable body) {
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(i).labelBinding(again).iload(i).iload(n).if_icmpge(end);
    body.run();
    code.iinc(i, 1).goto_(again).labelBinding(end);
  }

  /// Emits `if (condition)` for a local variable.
  final void when(int condition, Runnable body) {
    Label end = code.newLabel();
    code.iload(condition).ifeq(end);
    body.run();
    code.labelBinding(end);
  }

  final void species() {
    species(lane.species());
  }

  /// Emits a species, a field of [Lanes].
  final void species(String name) {
    code.getstatic(LANES, name, SPECIES);
  }

  /// Emits `vector = FloatVector.zero(Lanes.FLOAT)` for a local variable.
  final void zero(int vector) {
    species();
    make("zero");
    code.astore(vector);
  }

  /// Emits `vector = FloatVector.broadcast(Lanes.FLOAT, array[index])` for two local variables and
  /// an index on the stack.
  final void broadcast(int vector, int array, Runnable index) {
    species();
    code.aload(array);
    index.run();
    code.arrayLoad(lane.kind());
    make("broadcast", lane.element());
    code.astore(vector);
  }

  /// Emits `vector = FloatVector.fromArray(Lanes.FLOAT, array, index)` for two local variables and
  /// an index on the stack.
  final void load(int vector, int array, Runnable index) {
    load(array, index);
    code.astore(vector);
  }

  /// Emits `FloatVector.fromArray(Lanes.FLOAT, array, index)` for a local variable and an index on
  /// the stack.
  final void load(int array, Runnable index) {
    species();
    code.aload(array);
    index.run();
    make("fromArray", lane.array(), CD_int);
  }

  /// Emits `Lanes.FLOATS.cast(vector)` for a local variable. The methods below do so for those that
  /// loops and branches assign; see [Lanes#FLOATS].
  private void exact(int vector) {
    code.getstatic(LANES, lane.exact(), CD_Class).aload(vector);
    code.invokevirtual(CD_Class, "cast", MethodTypeDesc.of(CD_Object, CD_Object));
    code.checkcast(this.vector);
  }

  /// Emits `vector.intoArray(array, index)` for two local variables and an index on the stack.
  final void store(int vector, int array, Runnable index) {
    exact(vector);
    code.aload(array);
    index.run();
    code.invokevirtual(this.vector, "intoArray", MethodTypeDesc.of(CD_void, lane.array(), CD_int));
  }

  /// Emits a call of a static method that creates a vector from the species and from the operands
  /// that follow it on the stack.
  private void make(String method, ClassDesc... operands) {
    ClassDesc[] all = new ClassDesc[operands.length + 1];
    all[0] = SPECIES;
    System.arraycopy(operands, 0, all, 1, operands.length);
    code.invokestatic(vector, method, MethodTypeDesc.of(vector, all));
  }

  /// Emits a call of a method that creates a vector from the one and from the operands that follow
  /// it on the stack.
  private void call(String method, ClassDesc... operands) {
    code.invokevirtual(vector, method, MethodTypeDesc.of(vector, operands));
  }

  /// Emits `into = into.blend(from.rearrange(BY_d), WITH_d)`, or `WITHOUT_d`, of [Exchange].
  final void blend(int into, int from, int distance, boolean with) {
    exact(into);
    rearrange(from, distance);
    code.getstatic(lane.exchange(), (with ? "WITH_" : "WITHOUT_") + distance, MASK);
    call("blend", ANY_VECTOR, MASK);
    code.astore(into);
  }

  /// Emits `vector.rearrange(BY_d)` for a local variable.
  final void rearrange(int vector, int distance) {
    exact(vector);
    code.getstatic(lane.exchange(), "BY_" + distance, SHUFFLE);
    call("rearrange", SHUFFLE);
  }

  /// Emits `mask = IntVector.fromArray(Lanes.INT, Exchange.Floats.REST, n)` for two local
  /// variables.
  final void rest(int mask, int n) {
    Lane.Bits bits = lane.bits();
    species(bits.species());
    code.getstatic(lane.exchange(), "REST", bits.array()).iload(n);
    code.invokestatic(
        bits.vector(),
        "fromArray",
        MethodTypeDesc.of(bits.vector(), SPECIES, bits.array(), CD_int));
    code.astore(mask);
  }

  /// Emits `vector = vector.reinterpretAsInts().and(mask).reinterpretAsFloats()` for two local
  /// variables.
  final void and(int vector, int mask) {
    Lane.Bits bits = lane.bits();
    code.aload(vector).invokevirtual(this.vector, bits.from(), MethodTypeDesc.of(bits.vector()));
    code.aload(mask);
    code.invokevirtual(bits.vector(), "and", MethodTypeDesc.of(bits.vector(), ANY_VECTOR));
    code.invokevirtual(bits.vector(), bits.back(), MethodTypeDesc.of(this.vector));
    code.astore(vector);
  }

  /// Emits `sum = a.fma(b, sum)` for three local variables.
  final void fma(int a, int b, int sum) {
    code.aload(a).aload(b).aload(sum);
    call("fma", ANY_VECTOR, ANY_VECTOR);
    code.astore(sum);
  }

  /// Emits `sum = sum.add(…)` for a local variable and a vector on the stack.
  final void add(int sum, Runnable vector) {
    exact(sum);
    vector.run();
    call("add", ANY_VECTOR);
    code.astore(sum);
  }
}
