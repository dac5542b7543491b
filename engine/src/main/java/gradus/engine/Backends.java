package gradus.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The available backends, and the current one, on which new tensors are created.
///
/// The current backend is the usable one with the highest priority, unless the system property
/// `gradus.backend` names another, or [#using] selects one for a part of the program.
public final class Backends {
  /// The system property that names the default backend.
  public static final String PROPERTY = "gradus.backend";

  private static final Logger LOG = System.getLogger("gradus.engine");
  private static final ScopedValue<Backend> CURRENT = ScopedValue.newInstance();

  private Backends() {}

  /// The result of the look-up, which happens once: each provider by its name, and why it is
  /// unusable if it is.
  private static final class Found {
    static final Map<String, BackendProvider> PROVIDERS = new TreeMap<>();
    static final Map<String, String> REASONS = new ConcurrentSkipListMap<>();

    /// The backends in use; others are not opened, so that their devices stay closed.
    static final Map<String, Backend> OPEN = new ConcurrentHashMap<>();

    static {
      // Checked here, because the look-up precedes all computation.
      if (corruptsTheHeap(Runtime.version())) {
        LOG.log(
            Level.WARNING,
            "Java {0} can corrupt the heap with the collector G1 (JDK-8377811); use 25.0.3 or"
                + " later",
            Runtime.version());
      }
      for (BackendProvider provider : ServiceLoader.load(BackendProvider.class, loader())) {
        PROVIDERS.put(provider.name(), provider);
        try {
          provider.whyUnusable().ifPresent(reason -> REASONS.put(provider.name(), reason));
        } catch (RuntimeException | LinkageError e) {
          REASONS.put(provider.name(), failed(e));
        }
      }
    }

    /// A provider that fails must not affect the others.
    private static String failed(Throwable e) {
      return "it failed with " + e;
    }

    /// Returns a backend by its name, opened if necessary; null if it is unusable.
    static Backend open(String name) {
      BackendProvider provider = PROVIDERS.get(name);
      if (provider == null || REASONS.containsKey(name)) {
        return null;
      }
      try {
        return OPEN.computeIfAbsent(name, _ -> provider.backend());
      } catch (RuntimeException | LinkageError e) {
        REASONS.put(name, failed(e));
        return null;
      }
    }

    /// Returns the usable providers.
    static Stream<BackendProvider> usable() {
      return PROVIDERS.values().stream().filter(provider -> !REASONS.containsKey(provider.name()));
    }

    private static ClassLoader loader() {
      return BackendProvider.class.getClassLoader();
    }
  }

  /// Returns whether a Java version has the defect JDK-8377811.
  static boolean corruptsTheHeap(Runtime.Version java) {
    return java.feature() == 25 && java.interim() == 0 && java.update() < 3;
  }

  /// The default, chosen once: either a backend, or the reason why there is none.
  private static final class Choice {
    static final Backend BACKEND;
    static final String PROBLEM;

    static {
      String forced = System.getProperty(PROPERTY);
      if (forced == null) {
        BACKEND = best();
        PROBLEM = null;
        log();
      } else {
        BACKEND = Found.open(forced);
        PROBLEM = BACKEND == null ? whyNot(forced) : null;
        if (BACKEND != null) {
          LOG.log(Level.DEBUG, "backend {0}, as -D{1} says", forced, PROPERTY);
        }
      }
    }

    private static Backend best() {
      return Found.usable()
          .sorted(Comparator.comparingInt(BackendProvider::priority).reversed())
          .map(provider -> Found.open(provider.name()))
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no backend: the engine lacks its own"));
    }

    /// Logs the choice once; as a warning only if a faster backend was unusable.
    private static void log() {
      if (BACKEND.name().equals("reference") && !Found.REASONS.isEmpty()) {
        String reasons =
            Found.REASONS.entrySet().stream()
                .map(
                    entry ->
                        String.format(
                            Locale.ROOT, "%s is not used: %s", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
        LOG.log(Level.WARNING, "backend reference, plain Java and slow; {0}", reasons);
      } else {
        LOG.log(Level.DEBUG, "backend {0}", BACKEND.name());
      }
    }
  }

  /// Returns the current backend, on which new tensors are created.
  ///
  /// @return the one of the innermost [#using], or the default
  /// @throws IllegalStateException if the system property names a backend that is unusable
  public static Backend current() {
    if (CURRENT.isBound()) {
      return CURRENT.get();
    }
    if (Choice.PROBLEM != null) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "-D%s: %s", PROPERTY, Choice.PROBLEM));
    }
    return Choice.BACKEND;
  }

  /// Returns a backend by its name.
  ///
  /// @param name such as `simd`
  /// @return the backend
  /// @throws IllegalArgumentException if there is none of that name, or it is unusable; the message
  ///   gives the reason
  public static Backend named(String name) {
    Backend backend = Found.open(name);
    if (backend == null) {
      throw new IllegalArgumentException(whyNot(name));
    }
    return backend;
  }

  /// Returns the names of the usable backends.
  ///
  /// @return in alphabetical order
  public static List<String> usable() {
    return Found.usable().map(BackendProvider::name).toList();
  }

  /// Runs code with another current backend, in this thread.
  ///
  /// @param <T> the type of the result
  /// @param backend the backend
  /// @param body the code
  /// @return the result of the code
  public static <T> T using(Backend backend, Supplier<T> body) {
    return ScopedValue.where(CURRENT, backend).call(body::get);
  }

  private static String whyNot(String name) {
    String reason = Found.REASONS.get(name);
    return reason != null
        ? String.format(Locale.ROOT, "backend %s can't be used: %s", name, reason)
        : String.format(
            Locale.ROOT,
            "there is no backend \"%s\"; there are %s",
            name,
            String.join(", ", Found.PROVIDERS.keySet()));
  }
}
