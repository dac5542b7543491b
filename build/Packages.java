import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Path;

/// Fails where packages of a module depend on each other in a circle, and names the classes. The
/// build runs it on each module, with ArchUnit: `java -cp JARS Packages.java CLASSES`.
void main(String... args) {
  JavaClasses classes = new ClassFileImporter().importPath(Path.of(args[0]));
  if (classes.isEmpty()) {
    throw new IllegalStateException("no classes in " + args[0]);
  }
  EvaluationResult result = slices().matching("(**)").should().beFreeOfCycles().evaluate(classes);
  result.getFailureReport().getDetails().forEach(System.err::println);
  System.exit(result.hasViolation() ? 1 : 0);
}
