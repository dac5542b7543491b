package gradus.bench.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Two hosts on this machine, simulated by Linux: a network namespace, which is connected to the
/// rest by a pair of virtual devices of limited rate. The rest has Spark's master and one of its
/// workers, the namespace the other. Everything is removed by [#close()], which also runs when the
/// JVM ends by a signal; only SIGKILL leaves the namespace, whose name begins with `gradus-bench-`.
final class TwoHosts implements AutoCloseable {
  /// The bits a second of the connection, in each direction.
  static final double RATE = 1e9;

  /// What headers of Ethernet, IP and TCP leave: 1448 of 1514 bytes.
  static final double PAYLOAD = 1448.0 / 1514;

  /// From the range that RFC 2544 reserves for benchmarks.
  private static final String HERE = "198.18.77.1";

  private static final String THERE = "198.18.77.2";
  private static final int PORT = 27077;
  private static final int WAIT_SECONDS = 10;

  private final String namespace = "gradus-bench-" + ProcessHandle.current().pid();
  private final String device = "gb" + ProcessHandle.current().pid();
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Thread hook = new Thread(this::remove);
  private boolean removed;

  private TwoHosts() throws IOException {
    folder = Files.createTempDirectory("gradus-bench");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// {@return why hosts can't be simulated here, if so}
  static Optional<String> obstacle() {
    try {
      if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
        return Optional.of("only root can create network namespaces");
      }
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.of("only Linux has network namespaces");
    }
    for (String program : List.of("ip", "tc")) {
      boolean found =
          Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
              .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
      if (!found) {
        return Optional.of("there is no program " + program);
      }
    }
    return Optional.empty();
  }

  /// Creates the hosts, and starts Spark's processes on them.
  ///
  /// @throws IOException if that fails; nothing is left then
  static TwoHosts open() throws IOException {
    TwoHosts hosts = new TwoHosts();
    try {
      hosts.connect();
      hosts.start();
      return hosts;
    } catch (IOException e) {
      hosts.close();
      throw e;
    }
  }

  /// {@return the URL of Spark's master}
  String master() {
    return String.format(Locale.ROOT, "spark://%s:%d", HERE, PORT);
  }

  /// {@return the address of the driver}
  String host() {
    return HERE;
  }

  private void connect() throws IOException {
    String peer = device + "p";
    create("ip netns add " + namespace);
    create(String.format(Locale.ROOT, "ip link add %s type veth peer name %s", device, peer));
    create(String.format(Locale.ROOT, "ip link set %s netns %s", peer, namespace));
    String inside = "ip netns exec " + namespace + " ";
    up("", device, HERE);
    up(inside, peer, THERE);
    create(inside + "ip link set lo up");
  }

  private void up(String prefix, String name, String address) throws IOException {
    create(String.format(Locale.ROOT, "%sip addr add %s/30 dev %s", prefix, address, name));
    create(String.format(Locale.ROOT, "%sip link set %s up", prefix, name));
    create(
        String.format(
            Locale.ROOT,
            "%stc qdisc add dev %s root tbf rate %.0fbit burst 128kb latency 50ms",
            prefix,
            name,
            RATE));
  }

  /// Creates something, unless a signal has had everything removed meanwhile.
  private synchronized void create(String command) throws IOException {
    if (removed) {
      throw new IOException("interrupted");
    }
    run(command);
  }

  private static void run(String command) throws IOException {
    Process process =
        new ProcessBuilder(command.strip().split(" ")).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s: %s", command, output.lines().findFirst().orElse("failed")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void start() throws IOException {
    java(
        List.of(),
        "org.apache.spark.deploy.master.Master",
        "--host",
        HERE,
        "--port",
        String.valueOf(PORT),
        "--webui-port",
        "0");
    worker(List.of(), HERE);
    worker(List.of("ip", "netns", "exec", namespace), THERE);
  }

  private void worker(List<String> prefix, String host) throws IOException {
    java(
        prefix,
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        host,
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        LocalCluster.MEMORY + "m",
        "--work-dir",
        folder.resolve(host).toString(),
        master());
  }

  private synchronized void java(List<String> prefix, String main, String... arguments)
      throws IOException {
    if (removed) {
      throw new IOException("interrupted");
    }
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // These do little, and a worker tries again until there is a master.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    // What opens the JDK for Spark, as the launcher has it.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", host(arguments));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    processes.add(builder.start());
  }

  private static String host(String... arguments) {
    return arguments[List.of(arguments).indexOf("--host") + 1];
  }

  /// Ends the processes, and removes all that was created.
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is ending; it has run.
    }
  }

  private synchronized void remove() {
    removed = true;
    List<ProcessHandle> all =
        processes.stream()
            .flatMap(one -> Stream.concat(one.descendants(), Stream.of(one.toHandle())))
            .toList();
    // A worker ends its executors.
    processes.forEach(Process::destroy);
    for (ProcessHandle one : all) {
      try {
        one.onExit().get(WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (Exception _) {
        one.destroyForcibly();
      }
    }
    processes.clear();
    try {
      if (Files.exists(Path.of("/sys/class/net", device))) {
        // With its peer. Linux would remove both some time after the namespace, too.
        run("ip link del " + device);
      }
      if (Files.exists(Path.of("/run/netns", namespace))) {
        run("ip netns del " + namespace);
      }
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
