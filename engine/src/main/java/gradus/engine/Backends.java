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

/// The backends that this program has, and the one that new tensors get.
///
/// That is the usable backend of the highest priority, unless the system property `gradus.backend`
/// names one, or [#using] does for a part of the program.
public final class Backends {
  /// The system property that names the default backend.
  public static final String PROPERTY = "gradus.backend";

  private static final Logger LOG = System.getLogger("gradus.engine");
  private static final ScopedValue<Backend> CURRENT = ScopedValue.newInstance();

  private Backends() {}

  /// What was found, once: each provider by its name, and why it can't be used if it can't.
  private static final class Found {
    static final Map<String, BackendProvider> PROVIDERS = new TreeMap<>();
    static final Map<String, String> REASONS = new ConcurrentSkipListMap<>();

    /// The backends that were asked for: another's device stays closed.
    static final Map<String, Backend> OPEN = new ConcurrentHashMap<>();

    static {
      // Here, because nothing is computed before backends are looked for.
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

    /// One that fails must not take the others with it.
    private static String failed(Throwable e) {
      return "it failed with " + e;
    }

    /// A backend by its name, opened if it wasn't yet; null if it can't be used.
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

    /// The providers that said nothing against their use.
    static Stream<BackendProvider> usable() {
      return PROVIDERS.values().stream().filter(provider -> !REASONS.containsKey(provider.name()));
    }

    private static ClassLoader loader() {
      return BackendProvider.class.getClassLoader();
    }
  }

  /// Whether a Java has the defect JDK-8377811.
  static boolean corruptsTheHeap(Runtime.Version java) {
    return java.feature() == 25 && java.interim() == 0 && java.update() < 3;
  }

  /// The choice, made once: either a backend, or why there is none.
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

    /// Says once which backend it is; loudly only where a faster one was missed.
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

  /// The backend that new tensors get here.
  ///
  /// @return the one of the nearest [#using], or the default
  /// @throws IllegalStateException if the system property names one that can't be used
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

  /// A backend by its name.
  ///
  /// @param name such as `simd`
  /// @return the backend
  /// @throws IllegalArgumentException if there is none of that name, or it can't be used here; the
  ///   message says why
  public static Backend named(String name) {
    Backend backend = Found.open(name);
    if (backend == null) {
      throw new IllegalArgumentException(whyNot(name));
    }
    return backend;
  }

  /// The names of the backends that can be used here.
  ///
  /// @return in alphabetical order
  public static List<String> usable() {
    return Found.usable().map(BackendProvider::name).toList();
  }

  /// Runs something with another backend for new tensors, in this thread.
  ///
  /// @param <T> the type of the result
  /// @param backend the backend
  /// @param body what to run
  /// @return what it returns
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
