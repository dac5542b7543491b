package gradus.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The program's version, for picocli's `--version` and for reports.
public final class Version implements IVersionProvider {
  /// Creates a provider; called by picocli.
  public Version() {}

  /// {@return the version of the module that this class belongs to, such as 0.1.0}
  public static String text() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(descriptor -> descriptor.rawVersion())
        .orElse("(not packaged)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"gradus " + text()};
  }
}
