package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import uk.ac.manchester.tornado.api.KernelContext;

/// What this module is compiled against is in TornadoVM's API, so that it links at run time: each
/// class, constructor, method, field and constant.
class SignaturesTest {
  /// What a class file says that callers rely on.
  private static final Set<AccessFlag> RELEVANT =
      Set.of(AccessFlag.STATIC, AccessFlag.VARARGS, AccessFlag.INTERFACE);

  private final Map<String, ClassModel> real = new TreeMap<>();
  private final List<String> missing = new ArrayList<>();
  private int compared;

  @Test
  void everyPublicOneIsInTheRealApi() throws IOException {
    try (FileSystem jar = jar(api())) {
      real.putAll(classes(jar.getPath("/")));
    }
    Map<String, ClassModel> signatures = signatures();
    assertThat(signatures).containsKey("uk/ac/manchester/tornado/api/TaskGraph");
    signatures.forEach(this::compare);
    assertThat(missing).isEmpty();
    assertThat(compared).isGreaterThan(60);
  }

  private static Path api() throws IOException {
    String home = System.getenv("TORNADOVM_HOME");
    if (home == null) {
      throw new TestAbortedException(
          "TORNADOVM_HOME isn't set, so there is no API to compare with");
    }
    Path directory = Path.of(home, "share", "java", "tornado");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "tornado-api-*.jar")) {
      return jars.iterator().next();
    }
  }

  private static FileSystem jar(Path path) throws IOException {
    return FileSystems.newFileSystem(URI.create("jar:" + path.toUri()), Map.of());
  }

  /// Those that the module was compiled against, in a directory or a jar.
  private static Map<String, ClassModel> signatures() throws IOException {
    URI place =
        URI.create(KernelContext.class.getProtectionDomain().getCodeSource().getLocation() + "");
    if (Files.isDirectory(Path.of(place))) {
      return classes(Path.of(place));
    }
    try (FileSystem jar = jar(Path.of(place))) {
      return classes(jar.getPath("/"));
    }
  }

  private static Map<String, ClassModel> classes(Path root) throws IOException {
    Map<String, ClassModel> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName() + "";
        if (name.endsWith(".class") && !name.equals("module-info.class")) {
          ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
          classes.put(model.thisClass().asInternalName(), model);
        }
      }
    }
    return classes;
  }

  private void compare(String name, ClassModel signature) {
    if (!signature.flags().has(AccessFlag.PUBLIC)) {
      return;
    }
    ClassModel there = real.get(name);
    expect(there != null && there.flags().has(AccessFlag.PUBLIC), name);
    if (there == null) {
      return;
    }
    expect(
        relevant(signature.flags().flags()).equals(relevant(there.flags().flags())),
        name + " as a class or an interface");
    for (String parent : parents(signature)) {
      expect(isSubtype(name, parent), name + " as a subtype of " + parent);
    }
    for (MethodModel method : signature.methods()) {
      if (method.flags().has(AccessFlag.PUBLIC)) {
        String what = method.methodName().stringValue() + method.methodType().stringValue();
        boolean inherited = !what.startsWith("<");
        expect(
            find(name, inherited, model -> model.methods().stream())
                .anyMatch(
                    other ->
                        what.equals(
                                other.methodName().stringValue() + other.methodType().stringValue())
                            && other.flags().has(AccessFlag.PUBLIC)
                            && relevant(method.flags().flags())
                                .equals(relevant(other.flags().flags()))),
            String.format(Locale.ROOT, "%s.%s %s", name, what, relevant(method.flags().flags())));
      }
    }
    for (FieldModel field : signature.fields()) {
      if (field.flags().has(AccessFlag.PUBLIC)) {
        expect(
            find(name, true, model -> model.fields().stream())
                .anyMatch(
                    other ->
                        field.fieldName().equals(other.fieldName())
                            && field.fieldType().equals(other.fieldType())
                            && other.flags().has(AccessFlag.PUBLIC)
                            && relevant(field.flags().flags())
                                .equals(relevant(other.flags().flags()))
                            && constant(field).equals(constant(other))),
            String.format(
                Locale.ROOT,
                "%s.%s %s%s",
                name,
                field.fieldName(),
                field.fieldType(),
                constant(field).orElse("")));
      }
    }
  }

  private void expect(boolean found, String what) {
    compared++;
    if (!found) {
      missing.add(what);
    }
  }

  private static Set<AccessFlag> relevant(Set<AccessFlag> flags) {
    return Set.copyOf(flags.stream().filter(RELEVANT::contains).toList());
  }

  /// The value that the compiler copies to where it is used.
  private static Optional<Object> constant(FieldModel field) {
    return field.findAttribute(Attributes.constantValue()).map(a -> a.constant().constantValue());
  }

  private <T> Stream<T> find(
      String name, boolean inherited, Function<ClassModel, Stream<T>> members) {
    ClassModel model = real.get(name);
    if (model == null) {
      return Stream.of();
    }
    Stream<T> own = members.apply(model);
    return inherited
        ? Stream.concat(own, parents(model).stream().flatMap(parent -> find(parent, true, members)))
        : own;
  }

  private boolean isSubtype(String name, String parent) {
    ClassModel model = real.get(name);
    return name.equals(parent)
        || model != null && parents(model).stream().anyMatch(next -> isSubtype(next, parent));
  }

  /// The classes and interfaces that it extends or implements, but for Java's own.
  private static List<String> parents(ClassModel model) {
    return Stream.concat(model.superclass().stream(), model.interfaces().stream())
        .map(ClassEntry::asInternalName)
        .filter(parent -> !parent.startsWith("java/"))
        .toList();
  }
}
