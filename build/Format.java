import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks, or writes, the sources' layout with google-java-format. The build runs it on each
/// module: `java Format.java check|write FORMATTER.jar DIRECTORY`.
void main(String... args) throws IOException, InterruptedException {
  boolean write = args[0].equals("write");
  List<String> command = new ArrayList<>();
  command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  // Too short a run for the optimising compiler to pay.
  command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", args[1]));
  command.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
  try (var files = Files.walk(Path.of(args[2]))) {
    files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().forEach(command::add);
  }
  int status = new ProcessBuilder(command).inheritIO().start().waitFor();
  if (status != 0) {
    System.err.println(
        "The files above aren't formatted as google-java-format does it."
            + " `mvn compile -Dformat.mode=write` does it for you.");
  }
  System.exit(status);
}
